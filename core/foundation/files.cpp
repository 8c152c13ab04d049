// Files: whole reads, atomic writes, digests. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "foundation/error.h"
#include "foundation/sha256.h"

namespace wb {

namespace {

constexpr std::size_t k_piece = std::size_t{1} << 18;

std::string reason_of(int error) {
    return std::string("The system says: ") + std::strerror(error) + ".";
}

std::string quoted(const fs::path& path) {
    return "\"" + path.string() + "\"";
}

[[noreturn]] void cannot_read(const fs::path& path, int error) {
    throw UserError("The file " + quoted(path) + " cannot be read.", reason_of(error),
                    error == ENOENT ? "Check the path." : "Check the path and who may read it.");
}

[[noreturn]] void cannot_write(const fs::path& path, int error) {
    const char* fix = "Check the path and who may write there.";
    if (error == ENOSPC || error == EDQUOT) fix = "Free some space on that disk and try again.";
    if (error == EROFS) fix = "Choose a folder on a disk that can be written.";
    throw UserError("The file " + quoted(path) + " cannot be written.", reason_of(error), fix);
}

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

  private:
    int fd_;
};

/// Makes the rename itself durable. Not all file systems can do it, and the data is safe without: no error.
void sync_folder(const fs::path& folder) {
    const Descriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (file.get() >= 0) ::fsync(file.get());
}

}  // namespace

FileReader::FileReader(fs::path path) : path_(std::move(path)) {
    fd_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) cannot_read(path_, errno);
    struct stat status {};
    const int problem = ::fstat(fd_, &status) != 0 ? errno : S_ISDIR(status.st_mode) ? EISDIR : 0;
    if (problem != 0) {
        ::close(fd_);
        cannot_read(path_, problem);
    }
    size_ = static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0));
}

FileReader::~FileReader() {
    ::close(fd_);
}

std::size_t FileReader::read(char* bytes, std::size_t count) {
    for (;;) {
        const ssize_t got = ::read(fd_, bytes, count);
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR) cannot_read(path_, errno);
    }
}

std::string read_file(const fs::path& path, std::uint64_t limit) {
    FileReader file(path);
    std::string bytes;
    const auto too_large = [&] {
        throw UserError("The file " + quoted(path) + " is too large.",
                        "At most " + std::to_string(limit) + " bytes are read here.",
                        "Check that it is the file that you meant.");
    };
    if (file.size() > limit) too_large();
    bytes.reserve(static_cast<std::size_t>(file.size()));
    std::vector<char> piece(k_piece);
    while (const auto got = file.read(piece.data(), piece.size())) {
        if (got > limit - bytes.size()) too_large();
        bytes.append(piece.data(), got);
    }
    return bytes;
}

void write_file_atomic(const fs::path& path, std::string_view bytes) {
    AtomicFile file(path);
    file.write(bytes);
    file.commit();
}

std::string sha256_hex(std::string_view bytes) {
    Sha256 digest;
    digest.add(bytes);
    return digest.hex();
}

std::string sha256_file(const fs::path& path) {
    FileReader file(path);
    Sha256 digest;
    std::vector<char> piece(k_piece);
    while (const auto got = file.read(piece.data(), piece.size())) digest.add({piece.data(), got});
    return digest.hex();
}

AtomicFile::AtomicFile(fs::path path) : path_(std::move(path)) {
    const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
    std::error_code error, ignored;
    fs::create_directories(folder, error);
    if (error && !fs::is_directory(folder, ignored)) cannot_write(path_, error.value());
    if (fs::is_directory(path_, error)) cannot_write(path_, EISDIR);
    static std::atomic<unsigned> count{0};
    // A left-over of a killed process with the same pid may be there: take the next name then.
    for (int attempt = 0; attempt < 1000; ++attempt) {
        temporary_ = folder / (".wb-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".tmp");
        fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd_ >= 0 || errno != EEXIST) break;
    }
    if (fd_ < 0) cannot_write(path_, errno);
}

AtomicFile::~AtomicFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
    if (fd_ < 0) throw std::logic_error("AtomicFile::write after commit");
    buffer_.append(bytes);
    if (buffer_.size() >= std::size_t{1} << 20) flush();
}

void AtomicFile::flush() {
    std::size_t done = 0;
    while (done < buffer_.size()) {
        const ssize_t put = ::write(fd_, buffer_.data() + done, buffer_.size() - done);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) cannot_write(path_, errno);
        done += static_cast<std::size_t>(put);
    }
    buffer_.clear();
}

void AtomicFile::commit() {
    if (fd_ < 0) throw std::logic_error("AtomicFile::commit was called twice");
    flush();
    if (::fsync(fd_) != 0 && errno != EINVAL)
        cannot_write(path_, errno);  // EINVAL: nothing to flush there (/dev/shm)
    const int closed = ::close(fd_);
    fd_ = -1;
    if (closed != 0) cannot_write(path_, errno);
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) cannot_write(path_, errno);
    temporary_.clear();
    sync_folder(path_.has_parent_path() ? path_.parent_path() : fs::path("."));
}

}  // namespace wb
