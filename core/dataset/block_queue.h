// A small ring of byte blocks between two threads. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace wb {

struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;                        ///< bytes that are filled
    std::uint64_t file_begin = 0, file_end = 0;  ///< the places of the file that it comes from
    std::string_view text() const { return {bytes.get(), size}; }
};

/// One thread puts, one takes. Blocks are given back and used again, so memory stays `blocks` x `capacity` bytes.
class BlockQueue {
  public:
    BlockQueue(std::size_t blocks, std::size_t capacity) : blocks_(blocks), capacity_(capacity) {}

    std::size_t capacity() const { return capacity_; }

    /// An empty block to fill; waits while all are in use. False after cancel().
    bool spare(Block& block) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return cancelled_ || !spare_.empty() || made_ < blocks_; });
        if (cancelled_) return false;
        if (spare_.empty()) {
            ++made_;
            block = {};
            block.bytes = std::make_unique_for_overwrite<char[]>(capacity_);
        } else {
            block = std::move(spare_.back());
            spare_.pop_back();
            block.size = 0;
        }
        return true;
    }

    void put(Block block) {
        const std::lock_guard lock(mutex_);
        full_.push_back(std::move(block));
        changed_.notify_all();
    }

    /// No more blocks will come; with an error take() throws it after the blocks before it.
    void finish(std::exception_ptr error = nullptr) {
        const std::lock_guard lock(mutex_);
        finished_ = true;
        error_ = std::move(error);
        changed_.notify_all();
    }

    /// The next block; what `block` held goes back to be filled again. False at the end or after cancel().
    bool take(Block& block) {
        std::unique_lock lock(mutex_);
        if (block.bytes) {
            spare_.push_back(std::move(block));
            block = {};
            changed_.notify_all();
        }
        changed_.wait(lock, [this] { return cancelled_ || finished_ || !full_.empty(); });
        if (cancelled_) return false;
        if (full_.empty()) {
            if (error_) std::rethrow_exception(error_);
            return false;
        }
        block = std::move(full_.front());
        full_.pop_front();
        return true;
    }

    /// Wakes both sides for good.
    void cancel() {
        const std::lock_guard lock(mutex_);
        cancelled_ = true;
        changed_.notify_all();
    }

  private:
    const std::size_t blocks_, capacity_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Block> spare_;
    std::deque<Block> full_;
    std::size_t made_ = 0;
    bool finished_ = false, cancelled_ = false;
    std::exception_ptr error_;
};

}  // namespace wb
