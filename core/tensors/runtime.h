// Threads, memory allocator and BLAS of this process: set right at the start, and told on request. Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace wb {

/// glibc gives large blocks back to the kernel and faults every page anew; this keeps them. Call first in main().
void keep_freed_memory();

/// Intra-op threads: `wanted`, or with 0 as many as this process may use (its CPU affinity). Lowers the scheduling
/// priority a little, so that a window on the same machine stays ahead.
void set_threads(int wanted);

/// Environment variables that slow OpenBLAS down are read when the library is loaded, so the process starts itself anew
/// without them; returns only when nothing had to be changed. WB_KEEP_BLAS_ENV=1 leaves them.
void restart_without_slow_blas_settings(char** argv);

struct RuntimeInfo {
    std::string libtorch, blas, blas_core, blas_threading, isa;
    int threads = 0;
    std::vector<std::string> warnings;   ///< full sentences: what is slow here and what to do
};
RuntimeInfo runtime_info();
std::string runtime_info_json();

}  // namespace wb
