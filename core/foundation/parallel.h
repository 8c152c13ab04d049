// Blocks of work over threads. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace wb {

/// Processors that this process may use, at least 1.
int usable_threads();

/// Calls `work(block)` once for every block in 0 .. blocks-1, on `threads` threads of which the caller is one; 0
/// means usable_threads(). Which thread takes which block is open, so results must depend on the block alone.
/// `between` runs on the caller's thread only, after each of its blocks, with the number of blocks that are done. The
/// first exception of either ends the work, and is thrown here after all threads have ended.
void parallel_blocks(std::size_t blocks, int threads, const std::function<void(std::size_t block)>& work,
                     const std::function<void(std::size_t done)>& between = {});

}  // namespace wb
