// Folders that appear whole or not at all. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/folder_exchange.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <vector>

#include "foundation/error.h"

namespace wb {

namespace {

constexpr const char* k_temporary_prefix = ".prepare-";

}  // namespace

void cannot_write(const fs::path& folder, const std::string& reason) {
    throw UserError("The prepared folder \"" + folder.string() + "\" cannot be written.", reason + ".",
                    "Check the permissions of the workspace and the free space.");
}

TemporaryFolder::TemporaryFolder(const fs::path& parent) {
    static std::atomic<int> number = 0;
    path_ = parent / (k_temporary_prefix + std::to_string(::getpid()) + "-" + std::to_string(number++));
    std::error_code error;
    fs::remove_all(path_, error);
    fs::create_directories(path_, error);
    if (error) cannot_write(path_, error.message());
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void remove_abandoned(const fs::path& parent) {
    const auto bound = fs::file_time_type::clock::now() - std::chrono::hours(24);
    std::error_code error;
    std::vector<fs::path> abandoned;
    for (fs::directory_iterator it(parent, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        if (it->path().filename().string().starts_with(k_temporary_prefix) && it->last_write_time(ignored) < bound &&
            !ignored)
            abandoned.push_back(it->path());
    }
    for (const auto& path : abandoned) fs::remove_all(path, error);
}

void exchange(const fs::path& fresh, const fs::path& final) {
    std::error_code error;
    if (!fs::exists(final, error)) {
        fs::rename(fresh, final, error);
        if (error) cannot_write(final, error.message());
        return;
    }
#ifdef RENAME_EXCHANGE
    if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, final.c_str(), RENAME_EXCHANGE) == 0) return;
    if (errno != EINVAL && errno != ENOSYS) cannot_write(final, std::strerror(errno));
#endif
    // A file system without the exchange: two renames, the old content first.
    const fs::path old = fresh.string() + "-old";
    fs::rename(final, old, error);
    if (error) cannot_write(final, error.message());
    fs::rename(fresh, final, error);
    if (error) {
        std::error_code ignored;
        fs::rename(old, final, ignored);
        cannot_write(final, error.message());
    }
    fs::rename(old, fresh, error);
}

void keep_side_files(const fs::path& old, const fs::path& fresh) {
    std::error_code error;
    for (fs::recursive_directory_iterator it(old, error), end; !error && it != end; it.increment(error)) {
        std::error_code failed;
        const auto target = fresh / it->path().lexically_relative(old);
        if (fs::exists(target, failed)) continue;
        if (it->is_directory(failed)) {
            fs::create_directories(target, failed);
        } else if (it->is_regular_file(failed)) {
            fs::create_hard_link(it->path(), target, failed);
            if (failed) fs::copy_file(it->path(), target, failed);
        }
        if (failed) cannot_write(target, failed.message());
    }
}

}  // namespace wb
