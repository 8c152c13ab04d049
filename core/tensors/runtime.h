// Threads, memory allocator and BLAS of this process: set right at the start, and told on request. Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wb {

/// glibc gives large blocks back to the kernel and faults every page anew; this keeps them. Call first in main().
void keep_freed_memory();

/// Intra-op threads: `wanted`, or with 0 as many as this process may use (its CPU affinity). Lowers the scheduling
/// priority a little, so that a window on the same machine stays ahead.
void set_threads(int wanted);

/// Some settings are read while libraries are loaded, so the process starts itself anew with them; returns only when
/// nothing had to be changed. OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE go (they halve OpenBLAS); GOMP_SPINCOUNT becomes
/// 10,000 unless the user has set it or OMP_WAIT_POLICY: threads that wait by spinning without end make training many
/// times slower as soon as anything else runs on the machine, and those that sleep at once wake up late for the next
/// of several hundred short loops of an update; GLIBC_TUNABLES, unless it is set, asks for large pages, without which
/// looking addresses up takes a tenth of an update of a network with large tables. WB_KEEP_ENVIRONMENT=1 leaves
/// everything as it is.
void restart_with_fast_settings(char** argv);

/// Whether LibTorch can compute on a graphics processor here (CUDA).
bool has_graphics_processor();
/// Bytes that are free on it; 0 = there is none, or it does not say.
std::uint64_t free_graphics_memory();

struct RuntimeInfo {
    std::string libtorch, blas, blas_core, blas_threading, isa, products;
    int threads = 0;
    std::vector<std::string> warnings;  ///< full sentences: what is slow here and what to do
};
RuntimeInfo runtime_info();
std::string runtime_info_json();

}  // namespace wb
