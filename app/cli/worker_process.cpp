// Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "experiment/workspace.h"
#include "foundation/error.h"

namespace wb::cli {

namespace {

constexpr std::size_t longest_line = std::size_t{1} << 20;
constexpr std::size_t lines_at_once = 4096;
constexpr std::size_t errors_kept = 20;

volatile std::sig_atomic_t interrupts = 0;
std::array<struct sigaction, 3> before;
constexpr std::array<int, 3> counted_signals{SIGINT, SIGTERM, SIGHUP};

extern "C" void count_interrupt(int) {
    interrupts = interrupts + 1;
}

std::vector<char*> as_argv(std::vector<std::string>& words) {
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    return argv;
}

[[noreturn]] void throw_cannot_start(const std::filesystem::path& program, int error) {
    throw UserError("The worker program " + program.string() + " could not be started: " + std::strerror(error) + ".",
                    "It executes the runs.", "Check the installation, or set WB_WORKER to the worker program.");
}

void close_fd(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
}

}  // namespace

std::filesystem::path worker_program() {
    const std::filesystem::path program = sibling_program("rerank-worker");
    if (::access(program.c_str(), X_OK) != 0 || std::filesystem::is_directory(program))
        throw UserError("The worker program " + program.string() + " is missing or may not be executed.",
                        "It executes the runs.",
                        "Install rerank-worker beside rerank, or set WB_WORKER to where it is.");
    return program;
}

WorkerProcess::WorkerProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv = as_argv(words);

    int out[2], err[2], failed[2];  // `failed` carries errno when exec fails; it closes by itself when exec works
    if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0 || ::pipe2(failed, O_CLOEXEC) != 0)
        throw_cannot_start(program, errno);
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ < 0) throw_cannot_start(program, errno);
    if (pid_ == 0) {
        ::setpgid(0, 0);
#ifdef __linux__
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parent) ::_exit(127);
#else
        static_cast<void>(parent);
#endif
        for (const int signal : counted_signals) ::signal(signal, SIG_DFL);
        const int nothing = ::open("/dev/null", O_RDONLY);
        ::dup2(nothing, STDIN_FILENO);
        ::dup2(out[1], STDOUT_FILENO);
        ::dup2(err[1], STDERR_FILENO);
        ::execv(argv[0], argv.data());
        const int error = errno;
        static_cast<void>(!::write(failed[1], &error, sizeof error));
        ::_exit(127);
    }
    ::setpgid(pid_, pid_);
    ::close(out[1]);
    ::close(err[1]);
    ::close(failed[1]);
    out_.fd = out[0];
    err_.fd = err[0];
    int error = 0;
    ssize_t got;
    do got = ::read(failed[0], &error, sizeof error);
    while (got < 0 && errno == EINTR);
    ::close(failed[0]);
    if (got == static_cast<ssize_t>(sizeof error)) {
        ::waitpid(pid_, nullptr, 0);
        gone_ = true;
        close_fd(out_.fd);
        close_fd(err_.fd);
        throw_cannot_start(program, error);
    }
    ::fcntl(out_.fd, F_SETFL, O_NONBLOCK);
    ::fcntl(err_.fd, F_SETFL, O_NONBLOCK);
}

WorkerProcess::~WorkerProcess() {
    if (!gone_ && pid_ > 0) {
        kill();
        ::waitpid(pid_, nullptr, 0);
    }
    close_fd(out_.fd);
    close_fd(err_.fd);
}

void WorkerProcess::reap() {
    if (gone_) return;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return;
    gone_ = true;
    if (WIFEXITED(status)) exit_code_ = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) signal_ = WTERMSIG(status);
}

/// Reads what is there; false at the end of the file or when nothing was there.
bool WorkerProcess::read_from(Pipe& pipe, std::vector<std::string>& lines) {
    if (pipe.fd < 0) return false;
    char buffer[65536];
    const ssize_t got = ::read(pipe.fd, buffer, sizeof buffer);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (got <= 0) {
        if (!pipe.partial.empty()) lines.push_back(std::move(pipe.partial));
        pipe.partial.clear();
        close_fd(pipe.fd);
        return false;
    }
    std::string_view rest(buffer, static_cast<std::size_t>(got));
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const std::string_view piece = rest.substr(0, end);
        if (!pipe.cutting) {
            pipe.partial.append(piece.substr(0, longest_line - std::min(longest_line, pipe.partial.size())));
            pipe.cutting = pipe.partial.size() >= longest_line;
        }
        if (end == std::string_view::npos) break;
        lines.push_back(std::move(pipe.partial));
        pipe.partial.clear();
        pipe.cutting = false;
        rest.remove_prefix(end + 1);
    }
    return true;
}

std::vector<std::string> WorkerProcess::read_lines(std::chrono::milliseconds wait) {
    std::vector<std::string> lines, errors;
    std::array<pollfd, 2> watched{pollfd{out_.fd, POLLIN, 0}, pollfd{err_.fd, POLLIN, 0}};
    // A negative descriptor is skipped by poll; with both closed it only waits.
    if (::poll(watched.data(), watched.size(), gone_ ? 0 : static_cast<int>(wait.count())) >= 0) {
        while (lines.size() < lines_at_once && read_from(out_, lines)) {
        }
        for (int i = 0; i < 16 && read_from(err_, errors); ++i) {
        }
    }
    for (std::string& line : errors) {
        errors_.push_back(line.substr(0, 2000));
        if (errors_.size() > errors_kept) errors_.pop_front();
    }
    return lines;
}

bool WorkerProcess::ended() {
    if (!gone_) {
        reap();
        return false;  // what it wrote last is still to be read
    }
    if (out_.fd < 0) return true;
    // A grandchild may hold the pipe open for ever: what is readable now is all that counts.
    pollfd watched{out_.fd, POLLIN, 0};
    return ::poll(&watched, 1, 0) <= 0;
}

void WorkerProcess::stop_politely() {
    if (!gone_) ::kill(pid_, SIGTERM);
}

void WorkerProcess::kill() {
    if (!gone_ && ::kill(-pid_, SIGKILL) != 0) ::kill(pid_, SIGKILL);
}

void become_worker(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv = as_argv(words);
    ::execv(argv[0], argv.data());
    throw_cannot_start(program, errno);
}

std::string signal_text(int signal) {
    switch (signal) {
        case SIGKILL:
            return "SIGKILL (the system does this when memory runs out)";
        case SIGSEGV:
            return "SIGSEGV (a fault in the program)";
        case SIGABRT:
            return "SIGABRT (a fault in the program)";
        case SIGBUS:
            return "SIGBUS (a file or memory went away)";
        case SIGFPE:
            return "SIGFPE (a fault in the program)";
        case SIGILL:
            return "SIGILL (the processor lacks an instruction)";
        case SIGTERM:
            return "SIGTERM (somebody ended it)";
        case SIGINT:
            return "SIGINT (somebody ended it)";
        case SIGXCPU:
            return "SIGXCPU (the time limit for the processor was reached)";
        default:
            return "signal " + std::to_string(signal);
    }
}

InterruptCounter::InterruptCounter() {
    interrupts = 0;
    struct sigaction action {};
    action.sa_handler = count_interrupt;  // no SA_RESTART: poll shall return
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < counted_signals.size(); ++i) ::sigaction(counted_signals[i], &action, &before[i]);
}

InterruptCounter::~InterruptCounter() {
    for (std::size_t i = 0; i < counted_signals.size(); ++i) ::sigaction(counted_signals[i], &before[i], nullptr);
}

int InterruptCounter::count() {
    return interrupts;
}

}  // namespace wb::cli
