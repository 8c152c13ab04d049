// A picture's file: what it is, and its bytes. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/picture_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace wb {

namespace {

PictureSource failed(int error) {
    PictureSource source;
    source.outcome = error == ENOENT ? PictureOutcome::missing
                     : error == ELOOP || error == ENOTDIR || error == EISDIR || error == ENXIO
                         ? PictureOutcome::not_a_file
                         : PictureOutcome::unreadable;
    source.why = std::string("The system says: ") + std::strerror(error) + ".";
    return source;
}

PictureSource described(const struct stat& status) {
    PictureSource source;
    source.size = static_cast<std::uint64_t>(std::max<off_t>(0, status.st_size));
    source.time = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    if (!S_ISREG(status.st_mode)) {
        source.outcome = PictureOutcome::not_a_file;
        source.why = S_ISDIR(status.st_mode) ? "It is a folder." : "It is a pipe, socket or device.";
    }
    return source;
}

}  // namespace

PictureSource stat_picture_source(const std::filesystem::path& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 ? described(status) : failed(errno);
}

PictureSource read_picture_source(const std::filesystem::path& file, std::uint64_t limit) {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return failed(errno);
    struct stat status {};
    PictureSource source = ::fstat(fd, &status) == 0 ? described(status) : failed(errno);
    if (source.outcome == PictureOutcome::ok && source.size <= limit) {
        source.bytes.resize(static_cast<std::size_t>(source.size) + 1);  // one more, to notice that it grows
        std::size_t have = 0;
        for (;;) {
            const ssize_t got = ::read(fd, source.bytes.data() + have, source.bytes.size() - have);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) source = failed(errno);
            if (got <= 0) break;
            have += static_cast<std::size_t>(got);
            if (have == source.bytes.size()) {
                if (have > limit) break;
                source.bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(limit + 1, 2 * have + 65536)));
            }
        }
        source.bytes.resize(std::min(have, source.bytes.size()));
        source.size = source.bytes.size();
    }
    ::close(fd);
    if (source.outcome == PictureOutcome::ok && source.size > limit) {
        source.bytes.clear();
        source.outcome = PictureOutcome::too_large;
        source.why = "The file has more than " + std::to_string(limit >> 20) + " MiB, which is as much as is read.";
    }
    return source;
}

}  // namespace wb
