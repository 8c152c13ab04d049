// Files: whole reads, atomic writes, digests. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/files.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <vector>

#include "foundation/error.h"

namespace wb {

namespace {

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

/// Calls `take(bytes, count)` for each piece of the file.
template <class Take>
void read_pieces(const fs::path& path, Take take) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) cannot_read(path, errno);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) cannot_read(path, errno);
    if (S_ISDIR(status.st_mode)) cannot_read(path, EISDIR);
    std::vector<char> piece(std::size_t{1} << 18);
    take(piece.data(), std::size_t{0}, static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0)));
    for (;;) {
        const ssize_t got = ::read(file.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) cannot_read(path, errno);
        if (got == 0) return;
        take(piece.data(), static_cast<std::size_t>(got), std::uint64_t{0});
    }
}

class Sha256 {
  public:
    Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1)
            throw std::runtime_error("SHA-256 is not available in the OpenSSL library");
    }
    void add(const char* bytes, std::size_t count) {
        if (count != 0 && EVP_DigestUpdate(context_.get(), bytes, count) != 1)
            throw std::runtime_error("SHA-256 failed");
    }
    std::string hex() {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned int length = 0;
        if (EVP_DigestFinal_ex(context_.get(), digest.data(), &length) != 1)
            throw std::runtime_error("SHA-256 failed");
        constexpr std::string_view digits = "0123456789abcdef";
        std::string text;
        for (unsigned int i = 0; i < length; ++i) {
            text += digits[digest[i] >> 4];
            text += digits[digest[i] & 15];
        }
        return text;
    }

  private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

/// Makes the rename itself durable. Not all file systems can do it, and the data is safe without: no error.
void sync_folder(const fs::path& folder) {
    const Descriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (file.get() >= 0) ::fsync(file.get());
}

}  // namespace

std::string read_file(const fs::path& path, std::uint64_t limit) {
    std::string bytes;
    const auto too_large = [&] {
        throw UserError("The file " + quoted(path) + " is too large.",
                        "At most " + std::to_string(limit) + " bytes are read here.",
                        "Check that it is the file that you meant.");
    };
    read_pieces(path, [&](const char* piece, std::size_t count, std::uint64_t expected) {
        if (expected > limit || count > limit - bytes.size()) too_large();
        if (expected > 0) bytes.reserve(static_cast<std::size_t>(expected));
        bytes.append(piece, count);
    });
    return bytes;
}

void write_file_atomic(const fs::path& path, std::string_view bytes) {
    AtomicFile file(path);
    file.write(bytes);
    file.commit();
}

std::string sha256_hex(std::string_view bytes) {
    Sha256 digest;
    digest.add(bytes.data(), bytes.size());
    return digest.hex();
}

std::string sha256_file(const fs::path& path) {
    Sha256 digest;
    read_pieces(path, [&](const char* piece, std::size_t count, std::uint64_t) { digest.add(piece, count); });
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
