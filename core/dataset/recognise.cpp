// What a folder or files hold, told by content. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/recognise.h"

#include <algorithm>
#include <functional>

#include "dataset/labelled_split.h"
#include "dataset/source_probe.h"
#include "dataset/split_groups.h"
#include "dataset/table_columns.h"
#include "dataset/text_lines.h"
#include "dataset/text_stream.h"

namespace wb {

namespace {

namespace fs = std::filesystem;
using Kind = ProbeKind;

bool is_picture(const fs::path& path) {
    const auto extension = lower_ascii(path.extension().string());
    return extension == ".jpg" || extension == ".jpeg" || extension == ".png" || extension == ".webp" ||
           extension == ".gif";
}

std::vector<fs::path> files_of(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        if (it->is_regular_file(ignored) && !it->path().filename().string().starts_with(".") &&
            !is_picture(it->path()))
            files.push_back(it->path());
    }
    if (error)
        throw UserError("The folder \"" + folder.string() + "\" cannot be read.", error.message() + ".",
                        "Check its permissions.");
    std::sort(files.begin(), files.end());
    constexpr std::size_t k_most_files = 200;
    if (files.size() > k_most_files) files.resize(k_most_files);
    return files;
}

const char* const k_looked_for =
    "MovieLens (u.data, ratings.dat or ratings.csv), Amazon reviews in JSON lines or CSV, a table with a header that "
    "names user and item (RecBole's and MMRec's .inter files among them), sequences (\"user item item ...\" or one "
    "\"user item\" a line, with P5's datamaps.json beside them or not) and a ready split (train, valid and test "
    "files) "
    "were looked for.";

[[noreturn]] void nothing_recognised(const std::vector<Probe>& probes, const std::string& place) {
    std::string files;
    for (const auto& probe : probes) {
        if (files.size() > 400) {
            files += ", ...";
            break;
        }
        files += (files.empty() ? "" : ", ") + probe.path.filename().string();
        if (probe.kind == Kind::empty) files += " (empty)";
        if (probe.kind == Kind::binary) files += " (binary)";
        if (probe.kind == Kind::pickle) files += " (a pickle, which is never opened)";
    }
    throw UserError("No interactions were recognised in \"" + place + "\".",
                    std::string(k_looked_for) +
                        (files.empty() ? " There are no files in it." : " The files in it are: " + files + "."),
                    "Choose the folder or the file that holds the interactions.");
}

const Probe* first_of(const std::vector<Probe>& probes, std::initializer_list<Kind> kinds,
                      const fs::path& other_than = {}) {
    const auto found = std::find_if(probes.begin(), probes.end(), [&](const Probe& probe) {
        return probe.path != other_than && std::find(kinds.begin(), kinds.end(), probe.kind) != kinds.end();
    });
    return found == probes.end() ? nullptr : &*found;
}

/// The archive of 1998 holds ten parts of u.data in the same form beside it: the largest file is the whole.
const Probe* largest_of(const std::vector<Probe>& probes, Kind kind) {
    const Probe* best = nullptr;
    for (const auto& probe : probes)
        if (probe.kind == kind && (!best || probe.size > best->size)) best = &probe;
    return best;
}

void add_image_folders(const fs::path& folder, std::vector<fs::path>& folders) {
    std::error_code error;
    for (const char* name : {"images", "posters"})
        if (fs::is_directory(folder / name, error)) folders.push_back(folder / name);
}

/// All files of the request, probed; says what is wrong with a file that the user named.
std::vector<Probe> probe_request(const ImportRequest& request, Source& source) {
    if (request.raw.empty())
        throw UserError("No raw data was given.", "A dataset is made from a folder or from files.",
                        "Name them with --raw, or take --dataset-code sample, which needs none.");
    std::vector<Probe> probes;
    for (const auto& path : request.raw) {
        std::error_code error;
        if (!fs::exists(path, error))
            throw UserError("\"" + path.string() + "\" does not exist.", "Raw data is read from there.",
                            "Check the path, and whether the drive is mounted.");
        if (fs::is_directory(path, error)) {
            for (const auto& file : files_of(path)) probes.push_back(probe_file(file, false));
            add_image_folders(path, source.image_folders);
            continue;
        }
        auto probe = probe_file(path, true);
        if (probe.kind == Kind::pickle)
            throw UserError(
                "The file \"" + path.string() + "\" is a Python pickle and was not opened.",
                "A pickle is a program: opening one can do anything on this machine.",
                "Import the text files it was made from, or have its content written as train.txt, val.txt "
                "and test.txt with one user a line.");
        if (probe.kind == Kind::empty || probe.kind == Kind::binary || probe.kind == Kind::unreadable)
            TextStream{path};  // says what is wrong with it
        probes.push_back(std::move(probe));
        add_image_folders(path.parent_path(), source.image_folders);
    }
    return probes;
}

void note_pickles(const std::vector<Probe>& probes, std::vector<std::string>& notes) {
    std::string names;
    for (const auto& probe : probes)
        if (probe.kind == Kind::pickle) names += (names.empty() ? "" : ", ") + probe.path.filename().string();
    if (!names.empty())
        notes.push_back("Not opened: " + names +
                        ". Python pickles can run programs; the text files beside them were read instead.");
}

void take_feature_files(const std::vector<Probe>& probes, Source& source) {
    for (const auto& probe : probes) {
        if (probe.kind != Kind::numpy) continue;
        const auto name = lower_ascii(probe.path.stem().string());
        const auto has = [&](std::initializer_list<const char*> words) {
            return std::any_of(words.begin(), words.end(),
                               [&](const char* word) { return name.find(word) != std::string::npos; });
        };
        const std::string kind = has({"image", "img", "visual", "vision"}) ? "image"
                                 : has({"text", "txt"})                    ? "text"
                                                                           : "";
        if (!kind.empty()) source.feature_files.push_back({probe.path, kind, source.format == SourceFormat::mmrec});
    }
}

/// `items.tsv` and `users.tsv` beside a split of sequences give its numbers their raw ids.
void take_split_side_files(const std::vector<Probe>& probes, Source& source) {
    const auto at = [&](std::initializer_list<const char*> names) {
        for (const char* name : names)
            for (const auto& probe : probes)
                if (probe.path.filename() == name) return probe.path;
        return fs::path();
    };
    source.items = at({"items.tsv", "items.csv", "items.jsonl"});
    source.users = at({"users.tsv", "users.csv"});
}

void take_items(const std::vector<Probe>& probes, Source& source) {
    const auto* items = first_of(probes, {Kind::items_table, Kind::items_latest, Kind::records}, source.interactions);
    if (!items) return;
    source.items = items->path;
    source.items_are_records = items->kind == Kind::records;
}

bool take_ready_split(const std::vector<Probe>& probes, Source& source) {
    const auto text = find_split_group(probes, [](const Probe& probe) {
        if (probe.kind == Kind::sequences || probe.kind == Kind::pairs) return true;
        return (probe.kind == Kind::other || probe.kind == Kind::empty) &&
               probe.path.filename().string().find(".txt") != std::string::npos;
    });
    const auto tables =
        text ? std::nullopt : find_split_group(probes, [](const Probe& probe) { return probe.kind == Kind::table; });
    const auto group = text ? text : tables;
    if (!group) return false;
    source.interactions = group->train->path;
    source.validation = group->validation->path;
    source.test = group->test->path;
    if (text) {
        source.format = SourceFormat::ready_split;
        take_split_side_files(probes, source);
        return true;
    }
    source.format = SourceFormat::split_tables;
    for (const auto* part : {group->validation, group->test})
        if (part->header != group->train->header)
            throw UserError("The parts of the ready split have different columns.",
                            "\"" + group->train->path.filename().string() + "\" and \"" +
                                part->path.filename().string() + "\" begin with different lines.",
                            "Give three files with the same header.");
    const auto columns = table_columns(*group->train, {});
    source.shape = columns.shape;
    source.shape.label = -1;
    source.notes = columns.notes;
    take_items(probes, source);
    return true;
}

bool take_movielens(const std::vector<Probe>& probes, Source& source) {
    const auto take = [&](SourceFormat format, Kind ratings, Kind items, const TableShape& shape) {
        const auto* found = largest_of(probes, ratings);
        if (!found) return false;
        source.format = format;
        source.interactions = found->path;
        source.shape = shape;
        if (const auto* table = first_of(probes, {items})) source.items = table->path;
        return true;
    };
    return take(SourceFormat::movielens_1998, Kind::ratings_1998, Kind::items_1998, {"\t", false, 0, 1, 2, 3}) ||
           take(SourceFormat::movielens_1m, Kind::ratings_1m, Kind::items_1m, {"::", false, 0, 1, 2, 3}) ||
           take(SourceFormat::movielens_latest, Kind::ratings_latest, Kind::items_latest, {",", true, 0, 1, 2, 3});
}

/// Sequences, and what P5, VIP5 and S3-Rec keep beside them.
void take_sequences(const std::vector<Probe>& probes, const Probe& sequences, Source& source) {
    source.interactions = sequences.path;
    source.format = sequences.kind == Kind::pairs ? SourceFormat::pairs : SourceFormat::sequences;
    if (const auto* maps = first_of(probes, {Kind::id_maps})) {
        source.id_maps = maps->path;
        source.format = SourceFormat::p5;
    }
    if (const auto* attributes = first_of(probes, {Kind::attributes})) source.attributes = attributes->path;
    take_items(probes, source);
}

void take_table(const Probe& found, const ColumnMapping& mapping, Source& source) {
    Probe probe = found;
    if (probe.kind == Kind::ratings_1998) probe.delimiter = "\t";
    if (probe.kind == Kind::ratings_1m) probe.delimiter = "::";
    if (probe.header.empty()) {
        FieldSplitter splitter(probe.delimiter);
        std::vector<std::string_view> fields;
        splitter.split(probe.lines.front(), fields);
        for (const auto field : fields) probe.header.emplace_back(trim(field));
    }
    auto columns = table_columns(probe, mapping);
    source.interactions = probe.path;
    source.shape = columns.shape;
    source.question = std::move(columns.question);
    source.notes.insert(source.notes.end(), columns.notes.begin(), columns.notes.end());
    source.format = typed_header(probe.header) ? SourceFormat::recbole : SourceFormat::table;
    if (source.shape.label < 0) return;
    if (!column_of_labels(probe.lines, source.shape)) {
        source.shape.label = -1;
        return;
    }
    const auto& name = probe.header[static_cast<std::size_t>(source.shape.label)];
    source.format = lower_ascii(name).starts_with("x_label") ? SourceFormat::mmrec : SourceFormat::labelled_table;
}

/// The one file with interactions. Throws UserError when there is none or more than one.
const Probe& interactions_of(const std::vector<Probe>& probes, bool mapped, const std::string& place,
                             Source& source) {
    std::vector<const Probe*> found;
    const auto collect = [&](std::initializer_list<Kind> kinds) {
        for (const auto& probe : probes)
            if (std::find(kinds.begin(), kinds.end(), probe.kind) != kinds.end()) found.push_back(&probe);
    };
    const bool numbered = !mapped && first_of(probes, {Kind::id_maps});
    if (numbered) collect({Kind::sequences, Kind::pairs});
    if (found.empty()) collect({Kind::table, Kind::reviews});
    if (mapped) collect({Kind::headerless, Kind::ratings_1998, Kind::ratings_1m, Kind::ratings_latest});
    if (found.empty() && !mapped) collect({Kind::sequences, Kind::pairs});
    if (found.empty()) collect({Kind::headerless});
    if (found.empty() && mapped) collect({Kind::sequences, Kind::pairs, Kind::items_table});
    if (found.empty()) nothing_recognised(probes, place);
    if (found.size() > 1) {
        const auto negatives = [](const Probe* probe) { return looks_like_negatives(*probe); };
        const auto kept = static_cast<std::size_t>(std::count_if(found.begin(), found.end(), std::not_fn(negatives)));
        if (kept == 1) {
            for (const auto* probe : found)
                if (negatives(probe))
                    source.notes.push_back(
                        "The file " + probe->path.filename().string() +
                        " was left out: it has the same number of items for every user, as lists of "
                        "sampled negatives have.");
            std::erase_if(found, negatives);
        }
    }
    if (found.size() > 1) {
        std::string names;
        for (const auto* probe : found) names += (names.empty() ? "" : ", ") + probe->path.filename().string();
        throw UserError("\"" + place + "\" holds more than one file with interactions.",
                        "These could be meant: " + names + ".", "Name the one file to import.");
    }
    return *found.front();
}

}  // namespace

Source recognise_with_question(const ImportRequest& request) {
    Source source;
    const auto probes = probe_request(request, source);
    const auto place = request.raw.front().string();
    const bool mapped = !request.columns.user.empty() || !request.columns.item.empty();
    if (mapped || (!take_ready_split(probes, source) && !take_movielens(probes, source))) {
        const auto& found = interactions_of(probes, mapped, place, source);
        if (found.kind == Kind::reviews) {
            source.interactions = found.path;
            source.format = SourceFormat::reviews;
            take_items(probes, source);
        } else if (found.kind == Kind::sequences || found.kind == Kind::pairs) {
            take_sequences(probes, found, source);
        } else {
            take_table(found, request.columns, source);
            take_items(probes, source);
        }
    }
    for (const auto& probe : probes)
        if (probe.kind == Kind::explanations || (probe.kind == Kind::reviews && probe.explains))
            source.explanations = {probe.path, source.id_maps, probe.kind == Kind::explanations};
    take_feature_files(probes, source);
    note_pickles(probes, source.notes);
    return source;
}

Source recognise(const ImportRequest& request) {
    auto source = recognise_with_question(request);
    if (source.question) throw *source.question;
    return source;
}

}  // namespace wb
