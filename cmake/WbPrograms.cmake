# The three programs.
find_package(CLI11 REQUIRED)
file(GLOB WB_CLI_SOURCES CONFIGURE_DEPENDS app/cli/*.cpp)
add_executable(rerank ${WB_CLI_SOURCES})
target_link_libraries(rerank PRIVATE wb_core CLI11::CLI11)
if(WB_BUILD_ENGINE)
  file(GLOB WB_WORKER_SOURCES CONFIGURE_DEPENDS app/worker/*.cpp)
  add_executable(rerank-worker ${WB_WORKER_SOURCES})
  target_include_directories(rerank-worker PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(rerank-worker PRIVATE wb_engine ${CMAKE_DL_LIBS})
  wb_use_openmp_blas(rerank-worker)
endif()
if(WB_BUILD_WINDOW)
  file(GLOB WB_GUI_SOURCES CONFIGURE_DEPENDS app/gui/*.cpp app/gui/*.h)
  qt_add_executable(rerank-workbench ${WB_GUI_SOURCES})
  set_target_properties(rerank-workbench PROPERTIES AUTOMOC ON)
  target_link_libraries(rerank-workbench PRIVATE wb_widgets)
  qt_add_lrelease(rerank-workbench TS_FILES translations/workbench_vi.ts QM_FILES_OUTPUT_VARIABLE WB_QM_FILES)
  set_source_files_properties(${WB_QM_FILES} PROPERTIES QT_RESOURCE_ALIAS workbench_vi.qm)
  qt_add_resources(rerank-workbench translations PREFIX "/i18n" FILES ${WB_QM_FILES})
  # lupdate is given the file list itself: with the targets' include path it follows system headers for minutes.
  file(GLOB_RECURSE WB_TEXT_SOURCES CONFIGURE_DEPENDS widgets/*.cpp widgets/*.h app/gui/*.cpp app/gui/*.h core/experiment/*.cpp core/dataset/*.cpp)
  add_custom_target(update_translations
    COMMAND Qt6::lupdate ${WB_TEXT_SOURCES} -I core -ts translations/workbench_vi.ts -no-obsolete -locations none
            -tr-function-alias QT_TRANSLATE_NOOP+=WB_TR_NOOP
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
endif()
