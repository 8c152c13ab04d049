// A worker as a child process: lines in, its end out. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

namespace wb::cli {

/// The worker that lies beside this program. Throws UserError when it is missing or may not be executed.
std::filesystem::path worker_program();

class WorkerProcess {
  public:
    /// Starts the program in a process group of its own, so that Ctrl-C reaches only us and we decide what it means.
    /// On Linux the worker is asked to stop politely when we die. Throws UserError when it cannot be started.
    WorkerProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments);
    /// Kills what still runs.
    ~WorkerProcess();
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    /// Whole lines of standard output that came within `wait`, at most a few thousand at once. Returns early when a
    /// signal arrives. Lines beyond 1 MiB are cut.
    std::vector<std::string> read_lines(std::chrono::milliseconds wait);
    /// True when the process is gone and everything it wrote was handed out.
    bool ended();

    void stop_politely();  ///< SIGTERM
    void kill();           ///< SIGKILL, to its whole group

    pid_t pid() const { return pid_; }
    int exit_code() const { return exit_code_; }  ///< -1 while it runs or when a signal ended it
    int signal() const { return signal_; }        ///< the signal that ended it, or 0
    /// The last lines of its standard error.
    const std::deque<std::string>& last_errors() const { return errors_; }

  private:
    struct Pipe {
        int fd = -1;
        std::string partial;
        bool cutting = false;  ///< inside a line that is too long
    };
    void reap();
    bool read_from(Pipe& pipe, std::vector<std::string>& lines);

    pid_t pid_ = -1;
    bool gone_ = false;
    int exit_code_ = -1, signal_ = 0;
    Pipe out_, err_;
    std::deque<std::string> errors_;
};

/// Replaces this process by the worker; returns only by throwing UserError.
[[noreturn]] void become_worker(const std::filesystem::path& program, const std::vector<std::string>& arguments);

/// "SIGKILL (often: the memory ran out)" and the like.
std::string signal_text(int signal);

/// While it lives, Ctrl-C, SIGTERM and SIGHUP are counted instead of ending the program.
class InterruptCounter {
  public:
    InterruptCounter();
    ~InterruptCounter();
    InterruptCounter(const InterruptCounter&) = delete;
    InterruptCounter& operator=(const InterruptCounter&) = delete;
    static int count();
};

}  // namespace wb::cli
