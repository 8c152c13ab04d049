// The unfinished file of a download, and what is needed to go on with it. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/partial_download.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "foundation/error.h"
#include "foundation/files.h"

namespace wb {

namespace {

constexpr std::uint64_t k_worth_keeping = 1 << 20;  ///< also when the process is killed

[[noreturn]] void cannot_write(const fs::path& path, int error) {
    throw UserError("The download \"" + path.string() + "\" cannot be written.",
                    std::string("The system says: ") + std::strerror(error) + ".",
                    error == ENOSPC || error == EDQUOT ? "Free some space on that disk; the download then goes on."
                                                       : "Check the path and who may write there.");
}

}  // namespace

PartialDownload::PartialDownload(fs::path file, std::string url)
    : file_(std::move(file)), part_(file_.string() + ".part"), from_(part_.string() + ".from"), url_(std::move(url)) {
    std::error_code error;
    if (!fs::is_regular_file(part_, error) || !fs::is_regular_file(from_, error)) return;
    try {
        const std::string text = read_file(from_, 1 << 16);
        const auto line = text.find('\n');
        if (line == std::string::npos || text.substr(0, line) != url_) return;
        const auto size = fs::file_size(part_, error);
        if (error) return;
        mark_ = text.substr(line + 1);
        size_ = size;
        remembered_ = true;
    } catch (const UserError&) {
        return;  // unreadable: it is fetched from the start
    }
}

PartialDownload::~PartialDownload() {
    if (fd_ < 0) return;
    remember();
    ::close(fd_);
}

/// Not flushed: where it is lost or torn, the download starts again.
void PartialDownload::remember() {
    if (remembered_ || size_ == 0 || mark_.empty()) return;
    std::ofstream(from_, std::ios::binary) << url_ << '\n' << mark_;
    remembered_ = true;
}

void PartialDownload::open() {
    if (fd_ >= 0) return;
    std::error_code error;
    if (file_.has_parent_path()) fs::create_directories(file_.parent_path(), error);
    fd_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd_ < 0) cannot_write(part_, errno);
}

void PartialDownload::start(const std::string& mark) {
    open();
    if (::ftruncate(fd_, 0) != 0) cannot_write(part_, errno);
    size_ = 0;
    mark_ = mark;
    std::error_code ignored;
    fs::remove(from_, ignored);
    remembered_ = false;
}

void PartialDownload::add(std::string_view bytes) {
    open();
    while (!bytes.empty()) {
        const ssize_t put = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) cannot_write(part_, errno);
        size_ += static_cast<std::uint64_t>(put);
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    if (size_ >= k_worth_keeping) remember();
}

void PartialDownload::finish() {
    open();
    if (::fsync(fd_) != 0 && errno != EINVAL) cannot_write(part_, errno);
    ::close(fd_);
    fd_ = -1;
    if (::rename(part_.c_str(), file_.c_str()) != 0) cannot_write(file_, errno);
    std::error_code ignored;
    fs::remove(from_, ignored);
    size_ = 0;
    mark_.clear();
}

void PartialDownload::discard() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
    std::error_code ignored;
    fs::remove(part_, ignored);
    fs::remove(from_, ignored);
    size_ = 0;
    mark_.clear();
}

}  // namespace wb
