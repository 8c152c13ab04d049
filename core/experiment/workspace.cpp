// The workspace folder: where things lie in it. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/workspace.h"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "foundation/error.h"

namespace wb {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const fs::path& root, int error) {
    const std::string name = "\"" + root.string() + "\"";
    const std::string fix = "Choose another folder with --workspace.";
    switch (error) {
        case EROFS:
            throw UserError("The workspace " + name + " lies on a read-only disk.",
                            "Runs, prepared data and models are written into the workspace.", fix);
        case EACCES:
        case EPERM:
            throw UserError("There is no permission to write to the workspace " + name + ".",
                            "Runs, prepared data and models are written into the workspace.",
                            "Allow writing to the folder, or choose another workspace with --workspace.");
        case ENOSPC:
        case EDQUOT:
            throw UserError("The disk of the workspace " + name + " is full.",
                            "Not even a small file could be written there.",
                            "Free some space, or choose another workspace with --workspace.");
        case ENOTDIR:
        case EEXIST:
            throw UserError("The workspace " + name + " is not a folder.",
                            "There is a file where the folder or one of the folders above it should be.", fix);
        default:
            throw UserError("The workspace " + name + " cannot be used.",
                            std::string("The system says: ") + std::strerror(error) + ".", fix);
    }
}

/// Permissions alone do not tell (a read-only disk, an administrator): only writing does.
void try_to_write(const fs::path& root) {
    const fs::path probe = root / (".write-test-" + std::to_string(getpid()));
    const int fd = open(probe.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) refuse(root, errno);
    const bool written = write(fd, "x", 1) == 1;
    const int error = errno;
    close(fd);
    unlink(probe.c_str());
    if (!written) refuse(root, error);
}

/// One folder name: a dataset's name may be anything that a person typed.
std::string folder_name(const std::string& name) {
    std::string result;
    for (const char c : name) result += c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 ? '_' : c;
    return result.empty() || result == "." || result == ".." ? "_" : result;
}

}  // namespace

Workspace Workspace::open(const fs::path& root) {
    if (root.empty()) {
        throw UserError("No workspace is named.", "Runs, prepared data and models are written into the workspace.",
                        "Choose a folder with --workspace.");
    }
    Workspace workspace{fs::absolute(root).lexically_normal()};
    std::error_code error;
    const fs::file_status status = fs::status(workspace.root, error);
    if (fs::exists(status) && !fs::is_directory(status)) refuse(workspace.root, ENOTDIR);
    fs::create_directories(workspace.root, error);
    if (error) refuse(workspace.root, error.value());
    try_to_write(workspace.root);
    return workspace;
}

fs::path Workspace::default_root() {
    if (const char* chosen = std::getenv("WB_WORKSPACE"); chosen != nullptr && *chosen != '\0') return chosen;
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
        return fs::path(home) / "RerankWorkbench";
    if (const passwd* entry = getpwuid(getuid()); entry != nullptr && entry->pw_dir != nullptr)
        return fs::path(entry->pw_dir) / "RerankWorkbench";
    return fs::current_path() / "RerankWorkbench";
}

fs::path Workspace::published_folder(Stage stage, const std::string& method, const std::string& dataset,
                                     std::uint64_t seed) const {
    return root / "experiments" / stage_name(stage) / folder_name(method) / folder_name(dataset) /
           ("seed" + std::to_string(seed));
}

fs::path Workspace::run_folder(Stage stage, const std::string& method, const std::string& dataset, std::uint64_t seed,
                               RunId run) const {
    return published_folder(stage, method, dataset, seed) / std::to_string(run);
}

fs::path sibling_program(const std::string& name) {
    if (name == "rerank-worker") {
        if (const char* worker = std::getenv("WB_WORKER"); worker != nullptr && *worker != '\0') return worker;
    }
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    if (error) return name;  // left to the search path
    return self.parent_path() / name;
}

fs::path resource_folder() {
    if (const char* folder = std::getenv("WB_RESOURCES"); folder != nullptr && *folder != '\0') return folder;
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    const fs::path installed = self.parent_path().parent_path() / "share" / "rerank-workbench";
    if (!error && fs::is_directory(installed, error)) return installed;
    return WB_RESOURCE_FOLDER;
}

}  // namespace wb
