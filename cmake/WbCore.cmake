# wb_core: standard C++ without Qt and LibTorch.
find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(simdjson REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs)
find_package(ICU REQUIRED COMPONENTS uc)
find_package(GIF REQUIRED)   # OpenCV 4.6 reads none
find_package(JPEG REQUIRED)  # OpenCV hides damage
find_package(CURL REQUIRED)

file(GLOB_RECURSE WB_CORE_SOURCES CONFIGURE_DEPENDS
  core/foundation/*.cpp core/dataset/*.cpp core/text/*.cpp core/evaluation/*.cpp core/experiment/*.cpp)
if(WB_FUZZ)   # the fuzz targets need no more
  list(FILTER WB_CORE_SOURCES EXCLUDE REGEX "core/(evaluation|experiment)/")
endif()
# Files that are compiled in: resources/FOLDER/*.ENDING -> wb::FUNCTION(), which HEADER declares.
function(wb_embed_texts FOLDER ENDING HEADER FUNCTION)
  file(GLOB files CONFIGURE_DEPENDS resources/${FOLDER}/*.${ENDING})
  set(out ${CMAKE_BINARY_DIR}/generated/${FUNCTION}.cpp)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_SOURCE_DIR}/resources/${FOLDER} -DENDING=${ENDING} -DHEADER=${HEADER}
            -DFUNCTION=${FUNCTION} -DOUT=${out} -P ${CMAKE_SOURCE_DIR}/cmake/EmbedTexts.cmake
    DEPENDS ${files} cmake/EmbedTexts.cmake VERBATIM)
  set(WB_EMBEDDED ${WB_EMBEDDED} ${out} PARENT_SCOPE)
endfunction()
wb_embed_texts(schema sql experiment/schema_migrations.h schema_files)
wb_embed_texts(prompts json text/prompt_template.h prompt_files)
add_library(wb_core STATIC ${WB_CORE_SOURCES} ${WB_EMBEDDED})
add_library(wb::core ALIAS wb_core)
target_include_directories(wb_core PUBLIC core)
target_compile_definitions(wb_core PUBLIC WB_VERSION="${PROJECT_VERSION}")
target_link_libraries(wb_core PUBLIC nlohmann_json::nlohmann_json wb_flags
  PRIVATE SQLiteCpp SQLite::SQLite3 OpenSSL::Crypto ZLIB::ZLIB simdjson::simdjson Boost::headers
          opencv_core opencv_imgproc GIF::GIF JPEG::JPEG CURL::libcurl ICU::uc Threads::Threads)
# The codecs are loaded when the first picture is read (core/dataset/pictures/codecs.cpp).
set_source_files_properties(core/dataset/pictures/codecs.cpp PROPERTIES
  COMPILE_DEFINITIONS "WB_OPENCV_IMGCODECS=\"$<TARGET_SONAME_FILE_NAME:opencv_imgcodecs>\"")
target_link_libraries(wb_core PRIVATE ${CMAKE_DL_LIBS})
set_source_files_properties(core/experiment/workspace.cpp PROPERTIES
  COMPILE_DEFINITIONS "WB_RESOURCE_FOLDER=\"${CMAKE_SOURCE_DIR}/resources\"")
