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
# The store's migrations are compiled in: resources/schema/NNNN.sql -> wb::schema_migrations().
file(GLOB WB_SCHEMA_FILES CONFIGURE_DEPENDS resources/schema/*.sql)
set(WB_SCHEMA_CPP ${CMAKE_BINARY_DIR}/generated/schema_migrations.cpp)
add_custom_command(OUTPUT ${WB_SCHEMA_CPP}
  COMMAND ${CMAKE_COMMAND} -DOUT=${WB_SCHEMA_CPP} -DFOLDER=${CMAKE_SOURCE_DIR}/resources/schema -P ${CMAKE_SOURCE_DIR}/cmake/EmbedSchema.cmake
  DEPENDS ${WB_SCHEMA_FILES} cmake/EmbedSchema.cmake VERBATIM)
add_library(wb_core STATIC ${WB_CORE_SOURCES} ${WB_SCHEMA_CPP})
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
