# wb_engine: everything that needs LibTorch. Only the worker, its tests and the benchmarks link it.
find_package(Torch REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
# Debian's CMake package of oneDNN asks for OpenCL's headers, which nothing here needs.
find_library(WB_DNNL_LIBRARY dnnl REQUIRED)
find_path(WB_DNNL_INCLUDE_DIR dnnl.hpp REQUIRED)
add_library(wb_dnnl INTERFACE)
target_link_libraries(wb_dnnl INTERFACE ${WB_DNNL_LIBRARY})
target_include_directories(wb_dnnl SYSTEM INTERFACE ${WB_DNNL_INCLUDE_DIR})
file(GLOB_RECURSE WB_ENGINE_SOURCES CONFIGURE_DEPENDS
  core/tensors/*.cpp core/networks/*.cpp core/training/*.cpp core/retrieval/*.cpp core/rerank/*.cpp core/pipeline/*.cpp)
# Kernel files are compiled for speed and carry their own dispatch over instruction sets.
# Network and optimiser kernels may reorder sums; ranking kernels must not, since equal scores have to be found equal.
file(GLOB_RECURSE WB_KERNEL_SOURCES CONFIGURE_DEPENDS
  core/tensors/*_kernels.cpp core/networks/*_kernels.cpp core/training/*_kernels.cpp core/retrieval/*_kernels.cpp)
set(WB_KERNEL_OPTIONS -O3 -fno-math-errno -fno-trapping-math -fno-signed-zeros -ffp-contract=fast)
foreach(source IN LISTS WB_KERNEL_SOURCES)
  set(options ${WB_KERNEL_OPTIONS})
  if(NOT source MATCHES "core/retrieval/")
    list(APPEND options -fassociative-math)
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # From version 13 on GCC takes a fused multiplication and addition in wide vectors and two steps in narrow ones.
    list(APPEND options --param=avoid-fma-max-bits=0)
  endif()
  set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${options}")
endforeach()
add_library(wb_engine STATIC ${WB_ENGINE_SOURCES})
add_library(wb::engine ALIAS wb_engine)
target_link_libraries(wb_engine PUBLIC wb_core torch OpenMP::OpenMP_CXX PRIVATE wb_dnnl)
if(WB_ENGINE_PCH)
  target_precompile_headers(wb_engine PRIVATE <ATen/ATen.h>)
endif()
set_property(GLOBAL APPEND PROPERTY JOB_POOLS wb_torch=2)
set_target_properties(wb_engine PROPERTIES JOB_POOL_COMPILE wb_torch)

# OpenBLAS built with OpenMP shares its threads with LibTorch. update-alternatives may prefer another build; only an
# old-style RPATH reaches a dependency of a dependency (docs/performance.md).
find_path(WB_OPENBLAS_OPENMP_DIR NAMES libblas.so.3 PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp NO_DEFAULT_PATH)
function(wb_use_openmp_blas target)
  if(WB_OPENBLAS_OPENMP_DIR)
    target_link_options(${target} PRIVATE LINKER:--disable-new-dtags,-rpath,${WB_OPENBLAS_OPENMP_DIR})
  endif()
endfunction()
