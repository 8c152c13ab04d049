// `prepare`: from raw files or the sample to a folder of the workspace. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/prepare.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "dataset/candidates.h"
#include "dataset/prepared_meta.h"
#include "dataset/sample_catalogue.h"
#include "foundation/error.h"

namespace wb {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_temporary_prefix = ".prepare-";

[[noreturn]] void cannot_write(const fs::path& folder, const std::string& reason) {
    throw UserError("The prepared folder \"" + folder.string() + "\" cannot be written.", reason + ".",
                    "Check the permissions of the workspace and the free space.");
}

/// A folder beside the final one; removed with all its content unless it was moved away.
class TemporaryFolder {
  public:
    explicit TemporaryFolder(const fs::path& parent) {
        static std::atomic<int> number = 0;
        path_ = parent / (k_temporary_prefix + std::to_string(::getpid()) + "-" + std::to_string(number++));
        std::error_code error;
        fs::remove_all(path_, error);
        fs::create_directories(path_, error);
        if (error) cannot_write(path_, error.message());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

/// What killed processes left behind. A day, because another machine may be at work in the same workspace.
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

/// Puts `fresh` in the place of `final`; what was there is afterwards in `fresh`. One step for every observer.
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

/// Features, captions and the like that were made for the same items and sequences stay with them.
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

void keep_texts(const Dataset& old, Dataset& fresh) {
    for (std::size_t i = 1; i < fresh.items.size(); ++i) {
        if (fresh.items[i].caption.empty()) fresh.items[i].caption = old.items[i].caption;
        if (fresh.items[i].summary.empty()) fresh.items[i].summary = old.items[i].summary;
    }
}

/// The folder that is there, when it holds the same items and sequences.
bool read_same(const fs::path& folder, const Dataset& fresh, Dataset& old) {
    try {
        old = read_prepared(folder);
        return old.fingerprint == fresh.fingerprint;
    } catch (const UserError&) {
        return false;  // missing or damaged: it is made new
    }
}

void store_candidates(Dataset& dataset, const fs::path& folder, int eval_candidates, std::uint64_t seed) {
    if (eval_candidates == 0) return;
    dataset.folder = folder;
    for (const char* split : {"validation", "test"}) stored_candidates(dataset, split, eval_candidates, seed);
}

}  // namespace

PrepareResult prepare_dataset(const ImportRequest& request, const fs::path& workspace_data, int eval_candidates,
                              std::uint64_t seed, const StopToken& stop, const ImportProgress& progress) {
    const bool sample = request.dataset_code == "sample";
    if (sample && !request.raw.empty())
        throw UserError("The name \"sample\" belongs to the built-in sample catalogue.",
                        "Raw data was given, and the sample is made without any.",
                        "Give the dataset another name, or leave the raw data out.");
    const auto tell = [&](const std::string& phase) {
        if (progress) progress(phase, -1);
    };
    std::error_code error;
    fs::create_directories(workspace_data, error);
    if (error) cannot_write(workspace_data, error.message());
    remove_abandoned(workspace_data);

    TemporaryFolder temporary(workspace_data);
    if (sample) tell("sample");
    ImportResult imported = sample ? make_sample_catalogue(temporary.path(), request.filter, 2024, stop)
                                   : import_dataset(request, stop, progress);
    Dataset& dataset = imported.dataset;
    PrepareResult result;
    result.report = std::move(imported.report);
    if (sample) {
        compose_item_texts(dataset, request.text_rule);
        result.report.text_rule = dataset.text_rule;
    }
    const auto final = workspace_data / prepared_folder_name(dataset.name, dataset.filter);

    Dataset old;
    const bool same_sequences = read_same(final, dataset, old);
    if (same_sequences) keep_texts(old, dataset);
    tell("write");
    write_prepared(dataset, temporary.path(), result.report.to_json());
    stop.check();
    if (same_sequences && read_prepared_meta(final).digests == read_prepared_meta(temporary.path()).digests) {
        store_candidates(dataset, final, eval_candidates, seed);
        result.reused = true;
    } else {
        if (same_sequences) keep_side_files(final, temporary.path());
        tell("candidates");
        store_candidates(dataset, temporary.path(), eval_candidates, seed);
        stop.check();
        exchange(temporary.path(), final);
    }
    result.info = prepared_info(dataset, final);
    if (progress) progress("prepare", 1);
    return result;
}

}  // namespace wb
