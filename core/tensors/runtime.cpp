// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/runtime.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <malloc.h>
#include <sched.h>
#include <sys/resource.h>
#include <torch/version.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tensors/split_products.h"

namespace wb {

void keep_freed_memory() {
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_TOP_PAD, 64 << 20);
}

void set_threads(int wanted) {
    if (wanted <= 0) {
        cpu_set_t set;
        CPU_ZERO(&set);
        wanted = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    }
    at::set_num_threads(wanted);
    constexpr int little_lower = 5;
    if (getpriority(PRIO_PROCESS, 0) < little_lower) setpriority(PRIO_PROCESS, 0, little_lower);
}

void restart_with_fast_settings(char** argv) {
    const bool slow_blas = getenv("OPENBLAS_CORETYPE") || getenv("OPENBLAS_L2_SIZE");
    const bool spinning = !getenv("OMP_WAIT_POLICY") && !getenv("GOMP_SPINCOUNT");
    const bool small_pages = !getenv("GLIBC_TUNABLES");
    if (getenv("WB_KEEP_ENVIRONMENT") || (!slow_blas && !spinning && !small_pages)) return;
    unsetenv("OPENBLAS_CORETYPE");
    unsetenv("OPENBLAS_L2_SIZE");
    if (spinning) setenv("GOMP_SPINCOUNT", "10000", 1);
    if (small_pages) setenv("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1", 1);
    execv("/proc/self/exe", argv);
    // Where that is not possible the run goes on with what there is, and runtime_info() says what is slow.
}

namespace {

template <class F>
F symbol(const char* name) {
    return reinterpret_cast<F>(dlsym(RTLD_DEFAULT, name));
}

std::string isa_name() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return "AVX-512";
    if (__builtin_cpu_supports("avx2")) return "AVX2";
#endif
    return "baseline";
}

}  // namespace

bool has_graphics_processor() {
    return at::globalContext().hasCUDA();
}

std::uint64_t free_graphics_memory() {
    if (!has_graphics_processor()) return 0;
    const auto ask = symbol<int (*)(std::size_t*, std::size_t*)>("cudaMemGetInfo");
    std::size_t free = 0, total = 0;
    return ask && ask(&free, &total) == 0 ? free : 0;
}

RuntimeInfo runtime_info() {
    RuntimeInfo info;
    info.libtorch = TORCH_VERSION;
    info.threads = at::get_num_threads();
    info.isa = isa_name();
    info.products = product_kinds();
    if (const auto parallel = symbol<int (*)()>("openblas_get_parallel")) {
        info.blas = "OpenBLAS";
        const int kind = parallel();
        info.blas_threading = kind == 2 ? "OpenMP" : kind == 1 ? "pthread" : "serial";
        if (const auto core = symbol<char* (*)()>("openblas_get_corename")) info.blas_core = core();
        if (kind != 2)
            info.warnings.push_back("OpenBLAS was built with its own threads (" + info.blas_threading +
                                    "), which fight with LibTorch's. Install libopenblas0-openmp.");
        if (info.isa == "AVX-512" && (info.blas_core == "Haswell" || info.blas_core == "Zen"))
            info.warnings.push_back("OpenBLAS uses its " + info.blas_core +
                                    " kernels, half as fast as this processor allows. Unset OPENBLAS_CORETYPE.");
    } else {
        info.blas = "unknown (not OpenBLAS)";
        info.warnings.push_back(
            "Matrix products do not go through OpenBLAS and may be 30 times slower. Install libopenblas0-openmp.");
    }
    return info;
}

std::string runtime_info_json() {
    const auto i = runtime_info();
    return nlohmann::json{{"libtorch", i.libtorch},
                          {"blas", i.blas},
                          {"blas_core", i.blas_core},
                          {"blas_threading", i.blas_threading},
                          {"isa", i.isa},
                          {"products", i.products},
                          {"threads", i.threads},
                          {"warnings", i.warnings}}
        .dump();
}

}  // namespace wb
