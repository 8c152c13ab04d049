// From raw files to a dataset: recognise, read, filter, number, split. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataset/data_checks.h"
#include "dataset/dataset.h"
#include "dataset/item_images.h"
#include "dataset/item_records.h"
#include "dataset/item_text.h"
#include "dataset/pictures/download_pictures.h"
#include "dataset/pictures/picture_report.h"
#include "dataset/side_texts.h"
#include "foundation/error.h"
#include "foundation/stop_token.h"

namespace wb {

/// Which column of a plain CSV/TSV holds what. Names from the header, or numbers from 1 as text. Empty = not there.
struct ColumnMapping {
    std::string user, item, rating, time;
};

struct ImportRequest {
    std::vector<std::filesystem::path> raw;  ///< one folder, or files
    std::string dataset_code;                ///< "ml_100k" and the like; any other name is taken as it is
    FilterSettings filter;
    ColumnMapping columns;               ///< for plain tables whose header does not say it
    bool skip_bad_lines = false;         ///< count and go on instead of stopping at the first
    bool require_title = false;          ///< drop interactions whose item has no title, before the core filter
    TextRule text_rule;                  ///< composes Item::text
    std::filesystem::path captions;      ///< file of captions by raw item id (side_texts.h); empty = none
    std::filesystem::path summaries;     ///< file of semantic summaries; empty = none
    std::filesystem::path image_folder;  ///< "<raw item id>.jpg|jpeg|png|webp"; empty = none
    // Of prepare_dataset:
    bool replace = true;  ///< else a prepared dataset of the same name and filter, but with other sequences, is kept
    bool use_image = false;                ///< decode all pictures into pictures.bin
    bool download_images = false;          ///< fetch the pictures that items have only an address of
    PictureDownloadOptions download = {};  ///< how
};

struct StepCount {
    std::string step;  ///< "read", "min_rating", "core filter", ...
    std::int64_t users = 0, items = 0, interactions = 0;
};

struct MonthCount {
    std::string name;  ///< "2014-07"
    std::int64_t count = 0;
};

struct RefusedLine {
    std::string file;
    std::int64_t line = 0;
    std::string reason, text;
};

/// Item features that somebody else computed, found beside the interactions.
struct FoundFeatures {
    std::filesystem::path path;
    std::string kind;  ///< "image" or "text"
    /// Row r, counted from 0, belongs to the item with the raw id r (MMRec); else whose rows these are is not known.
    bool row_is_raw_id = false;
};

/// Explanations of recommendations that lie beside the interactions; see explanations.h.
struct ExplanationSource {
    std::filesystem::path file;
    std::filesystem::path id_maps;  ///< datamaps.json, or empty
    bool one_document = false;      ///< else one record a line
};

/// What happened, for the command line, the window and meta.json.
struct ImportReport {
    std::string format;  ///< "MovieLens 1998 (u.data)", ...
    std::int64_t lines_read = 0, lines_refused = 0;
    std::vector<RefusedLine> first_refused;  ///< at most three
    std::vector<StepCount> steps;
    std::int64_t duplicate_pairs = 0;      ///< kept and counted
    std::int64_t tied_interactions = 0;    ///< have the time of the user's one before, after filtering
    std::int64_t users_tied_at_split = 0;  ///< a tie among the last three
    std::int64_t items_with_title = 0, items_with_text = 0, items_with_image = 0;
    std::string text_rule;                                     ///< how Item::text was composed
    ItemRecordCounts item_records;                             ///< of the item files as they stand
    ImageSearch images;                                        ///< what led to the pictures
    std::optional<PictureDownloadReport> picture_download;     ///< when pictures were to be downloaded
    std::optional<PictureReport> pictures;                     ///< when pictures were decoded
    std::vector<std::pair<std::string, std::string>> digests;  ///< file name, SHA-256
    std::optional<ExplanationSource> explanations;             ///< found; prepare_dataset() keeps them
    std::vector<FoundFeatures> feature_files;                  ///< found and not read; absolute paths
    std::vector<std::string> notes;                            ///< full sentences worth reading
    std::vector<SideTextCounts> side_texts;                    ///< of the files of captions and summaries
    std::vector<MonthCount> timeline;                          ///< kept interactions; without empty months
    std::vector<DataFinding> findings;                         ///< the trust report: warnings first
    std::string to_json() const;
};

struct ImportResult {
    Dataset dataset;
    ImportReport report;
};

/// Called now and then with a short phase name and a share 0..1 (negative = unknown), and with the counts of every
/// step as soon as they are known. Any callable (phase, share) is one.
class ImportProgress {
  public:
    using Phase = std::function<void(const std::string& phase, double share)>;
    using Step = std::function<void(const StepCount& counts)>;
    ImportProgress() = default;
    template <std::invocable<const std::string&, double> Call>
    requires(!std::same_as<std::remove_cvref_t<Call>, ImportProgress>) ImportProgress(Call phase)
        : phase_(std::move(phase)) {}
    ImportProgress(Phase phase, Step step) : phase_(std::move(phase)), step_(std::move(step)) {}
    explicit operator bool() const { return static_cast<bool>(phase_); }
    void operator()(const std::string& phase, double share) const { phase_(phase, share); }
    void step(const StepCount& counts) const {
        if (step_) step_(counts);
    }

  private:
    Phase phase_;
    Step step_;
};

/// A line that cannot be read, where bad lines are not to be skipped.
class BadLineError : public UserError {
  public:
    using UserError::UserError;
};

/// Throws UserError: nothing recognised, an empty or binary file, a malformed line (with number and text), bounds
/// that leave nothing, bounds below what a split needs.
ImportResult import_dataset(const ImportRequest& request, const StopToken& stop = {},
                            const ImportProgress& progress = {});

}  // namespace wb
