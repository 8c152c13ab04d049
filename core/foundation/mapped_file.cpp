// A file as memory. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "foundation/error.h"

namespace wb {

namespace {

[[noreturn]] void unreadable(const std::filesystem::path& path, const std::string& why) {
    throw UserError("The file \"" + path.string() + "\" cannot be read.", why, "Check the path and who may read it.");
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) unreadable(path, std::string(std::strerror(errno)) + ".");
    struct stat info = {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(fd);
        unreadable(path, "It is no plain file.");
    }
    const auto size = static_cast<std::size_t>(info.st_size);
    void* memory = size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    const int problem = errno;
    ::close(fd);
    if (memory == MAP_FAILED) unreadable(path, std::string(std::strerror(problem)) + ".");
    bytes_ = {static_cast<const char*>(memory), size};
}

void MappedFile::release(std::string_view part) const {
    static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const auto from = static_cast<std::size_t>(part.data() - bytes_.data());
    const std::size_t first = (from + page - 1) / page * page, last = (from + part.size()) / page * page;
    // Where it is refused, the memory just stays.
    if (first < last) ::madvise(const_cast<char*>(bytes_.data()) + first, last - first, MADV_DONTNEED);
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

}  // namespace wb
