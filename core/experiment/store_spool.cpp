// Spool files: events that the store could not take, as JSON lines beside it. Layer: experiment.
// A lock on the file keeps its writer and whoever picks it up apart.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>
#include <system_error>

#include "experiment/store_impl.h"

namespace wb {

namespace {

/// An open and locked spool file. Another process may remove the file between opening and locking; then it is not
/// ours.
class LockedFile {
  public:
    LockedFile(const std::filesystem::path& path, int flags, int lock) {
        for (int tries = 0; tries < 100; ++tries) {
            fd_ = open(path.c_str(), flags | O_CLOEXEC, 0644);
            if (fd_ < 0) return;
            struct stat here {};
            struct stat there {};
            const bool locked = flock(fd_, lock) == 0;
            if (locked && fstat(fd_, &here) == 0 && stat(path.c_str(), &there) == 0 && here.st_ino == there.st_ino &&
                here.st_dev == there.st_dev)
                return;
            const int error = errno;
            close(fd_);
            fd_ = -1;
            errno = error;
            if (!locked) return;
        }
    }
    ~LockedFile() {
        if (fd_ >= 0) close(fd_);
    }
    LockedFile(const LockedFile&) = delete;
    LockedFile& operator=(const LockedFile&) = delete;
    int fd() const { return fd_; }

  private:
    int fd_ = -1;
};

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// Calls `take` with each whole line.
template <class Take>
void for_each_line(int fd, Take&& take) {
    std::string rest;
    std::vector<char> block(1 << 16);
    while (true) {
        const ssize_t got = read(fd, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            throw UserError("A file with events that wait for the store cannot be read.",
                            std::string("The system says: ") + std::strerror(errno) + ".", "Check the disk.");
        }
        if (got == 0) break;
        rest.append(block.data(), static_cast<std::size_t>(got));
        std::size_t begin = 0;
        for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n', begin)) {
            take(rest.substr(begin, end - begin));
            begin = end + 1;
        }
        rest.erase(0, begin);
    }
}

std::optional<std::pair<RunId, int>> numbers_of(std::string_view text) {
    RunId run = 0;
    int attempt = 0;
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, run);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != '-') return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, attempt);
    if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
    return std::pair{run, attempt};
}

}  // namespace

namespace store_detail {

std::filesystem::path spool_path(const std::filesystem::path& store_file, RunId run, int attempt) {
    return store_file.string() + ".spool-" + std::to_string(run) + "-" + std::to_string(attempt);
}

bool append_to_spool(const std::filesystem::path& spool, const std::vector<Event>& events, std::string& problem) {
    std::string lines;
    for (const Event& event : events) lines += event_to_json(event) + "\n";
    const LockedFile file(spool, O_RDWR | O_CREAT | O_APPEND, LOCK_EX);
    struct stat before {};
    if (file.fd() < 0 || fstat(file.fd(), &before) != 0) {
        problem = std::strerror(errno);
        return false;
    }
    if (write_all(file.fd(), lines) && fdatasync(file.fd()) == 0) return true;
    problem = std::strerror(errno);
    // A part of the events would be stored twice later.
    if (ftruncate(file.fd(), before.st_size) != 0) problem += "; its end is cut";
    return false;
}

}  // namespace store_detail

bool Store::Impl::import_spool(const std::filesystem::path& spool, RunId id, int attempt) {
    require_writable();
    const LockedFile locked(spool, O_RDWR, LOCK_EX | LOCK_NB);
    if (locked.fd() < 0) return false;
    writing([&] {
        require_run(id);
        std::vector<Event> events;
        const auto store = [&] {
            append(id, attempt, events);
            events.clear();
        };
        // The last line has no end when its writer was killed; for_each_line leaves it out.
        for_each_line(locked.fd(), [&](const std::string& line) {
            if (auto event = event_from_json(line)) events.push_back(std::move(*event));
            if (events.size() >= 2000) store();
        });
        store();
    });
    std::error_code ignored;
    std::filesystem::remove(spool, ignored);
    return true;
}

bool Store::pick_up_spool(RunId id, int attempt) {
    return impl_->import_spool(store_detail::spool_path(impl_->file, id, attempt), id, attempt);
}

void Store::Impl::import_left_over_spools() {
    const std::string prefix = file.filename().string() + ".spool-";
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (!name.starts_with(prefix)) continue;
        const auto numbers = numbers_of(std::string_view(name).substr(prefix.size()));
        if (!numbers) continue;
        const auto [id, attempt] = *numbers;
        try {
            SQLite::Statement query(
                *db, "SELECT status, attempt, owner_host, owner_pid, owner_start FROM run WHERE id = ?1");
            query.bind(1, id);
            if (!query.executeStep()) continue;
            const Owner owner{store_detail::text_at(query, 2), query.getColumn(3).getInt64(),
                              query.getColumn(4).getInt64()};
            const bool its_writer_lives = store_detail::text_at(query, 0) == run_status_name(RunStatus::running) &&
                                          query.getColumn(1).getInt() == attempt && owner.may_be_alive();
            query.reset();
            if (!its_writer_lives) import_spool(it->path(), id, attempt);
        } catch (const std::exception&) {
            // The file stays and is tried again at the next start; reading the store must work on a full disk too.
        }
    }
}

}  // namespace wb
