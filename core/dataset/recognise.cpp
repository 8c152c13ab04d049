// What a folder or files hold, told by content. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/recognise.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "dataset/headerless.h"
#include "foundation/error.h"
#include "foundation/files.h"

namespace wb {

namespace {

namespace fs = std::filesystem;

enum class Kind {
    other,
    unreadable,
    empty,
    binary,
    ratings_1998,
    items_1998,
    ratings_1m,
    items_1m,
    ratings_latest,
    items_latest,
    table,
    items_table,
    headerless,
    sequences,
    pairs,
    reviews,
    records
};

struct Probe {
    fs::path path;
    std::uintmax_t size = 0;
    Kind kind = Kind::other;
    std::vector<std::string> lines;  ///< the first lines that are not empty
    std::vector<std::string> header;
    std::string delimiter;
};

constexpr std::size_t k_probe_bytes = std::size_t{1} << 16;
constexpr std::size_t k_probe_lines = 1000;

bool all_integers(const std::vector<std::string_view>& fields) {
    return std::all_of(fields.begin(), fields.end(),
                       [](auto field) { return parse_integer(trim(field)).has_value(); });
}

/// `test` holds for every probed line.
template <class Test>
bool every_line(const Probe& probe, const std::string& delimiter, Test test) {
    FieldSplitter splitter(delimiter);
    std::vector<std::string_view> fields;
    return std::all_of(probe.lines.begin(), probe.lines.end(),
                       [&](const std::string& line) { return splitter.split(line, fields) && test(fields); });
}

/// As every_line, for most lines: one bad line must not hide what the file is.
template <class Test>
bool nearly_every_line(const Probe& probe, const std::string& delimiter, Test test) {
    FieldSplitter splitter(delimiter);
    std::vector<std::string_view> fields;
    const auto good = std::count_if(probe.lines.begin(), probe.lines.end(), [&](const std::string& line) {
        return splitter.split(line, fields) && test(fields);
    });
    return good > 0 && static_cast<std::size_t>(good) * 10 >= probe.lines.size() * 9;
}

bool is_rating(std::string_view text, double high) {
    const auto rating = parse_number(text);
    return rating && *rating >= 0 && *rating <= high;
}

bool is_unix_time(std::string_view text) {
    const auto time = parse_integer(trim(text));
    return time && *time > 100'000'000;
}

Kind kind_of_blank_lines(const Probe& probe, bool named_by_the_user) {
    std::vector<std::string_view> tokens;
    bool two_each = true;
    for (const auto& line : probe.lines) {
        split_blanks(line, tokens);
        if (tokens.size() < 2) {
            if (probe.lines.size() == 1 || !named_by_the_user) return Kind::other;
            continue;
        }
        // In a folder prose must not pass for a sequence; a file that was named may have ids of any form.
        if (!named_by_the_user && !all_integers(tokens)) return Kind::other;
        two_each = two_each && tokens.size() == 2;
    }
    return two_each ? Kind::pairs : Kind::sequences;
}

Kind kind_of_lines(Probe& probe, bool named_by_the_user) {
    const std::string& first = probe.lines.front();
    if (first.front() == '{') {
        const auto kind = json_lines_kind(first);
        return kind == JsonLines::reviews ? Kind::reviews : kind == JsonLines::items ? Kind::records : Kind::other;
    }
    if (nearly_every_line(probe, "\t", [](const auto& f) {
            return f.size() == 4 && parse_integer(f[0]) && parse_integer(f[1]) && is_rating(f[2], 10) &&
                   is_unix_time(f[3]);
        }))
        return Kind::ratings_1998;
    if (nearly_every_line(probe, "|", [](const auto& f) {
            return f.size() == 24 && parse_integer(f[0]) &&
                   std::all_of(f.begin() + 5, f.end(), [](auto g) { return g == "0" || g == "1"; });
        }))
        return Kind::items_1998;
    if (nearly_every_line(probe, "::", [](const auto& f) {
            return f.size() == 4 && parse_integer(f[0]) && parse_integer(f[1]) && is_rating(f[2], 10) &&
                   is_unix_time(f[3]);
        }))
        return Kind::ratings_1m;
    if (nearly_every_line(
            probe, "::", [](const auto& f) { return f.size() == 3 && parse_integer(f[0]) && !parse_number(f[1]); }))
        return Kind::items_1m;

    probe.header = header_fields(first, probe.delimiter);
    const auto lower = lower_ascii(trim(first));
    if (lower == "userid,movieid,rating,timestamp") return Kind::ratings_latest;
    if (lower == "movieid,title,genres") return Kind::items_latest;
    const bool divided = probe.header.size() > 1;
    if (divided) {
        const auto shape = interaction_columns(probe.header, probe.delimiter);
        const auto items = item_columns(probe.header);
        if (shape.user >= 0 && shape.item >= 0) return Kind::table;
        if (items.id >= 0 &&
            (items.title >= 0 || items.image >= 0 || items.description >= 0 || items.categories >= 0))
            return Kind::items_table;
        return Kind::headerless;
    }
    return kind_of_blank_lines(probe, named_by_the_user);
}

Probe probe_file(const fs::path& path, bool named_by_the_user) {
    Probe probe;
    probe.path = path;
    std::error_code error;
    probe.size = fs::file_size(path, error);
    const auto start = read_text_start(path, k_probe_bytes);
    if (!start) {
        probe.kind = Kind::unreadable;
        return probe;
    }
    if (trim(*start).empty()) {
        probe.kind = Kind::empty;
        return probe;
    }
    if (start->find('\0') != std::string::npos) {
        probe.kind = Kind::binary;
        return probe;
    }
    const bool cut = start->size() >= k_probe_bytes;
    LineReader lines(*start);
    std::string_view line;
    while (probe.lines.size() < k_probe_lines && lines.next(line)) {
        if (cut && lines.at_end() && !probe.lines.empty()) break;
        if (!trim(line).empty()) probe.lines.emplace_back(line);
    }
    probe.kind = kind_of_lines(probe, named_by_the_user);
    return probe;
}

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
    "MovieLens (u.data, ratings.dat or ratings.csv), a table with a header that names user and item, reviews in JSON "
    "lines, "
    "sequences "
    "(\"user item item ...\", one user a line) and a ready split (train.txt, val.txt, test.txt) were looked for.";

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
    }
    throw UserError("No interactions were recognised in \"" + place + "\".",
                    std::string(k_looked_for) +
                        (files.empty() ? " There are no files in it." : " The files in it are: " + files + "."),
                    "Choose the folder or the file that holds the interactions.");
}

/// An explicit name or number of a column; -1 when not given.
int mapped_column(const std::string& wanted, const Probe& probe, const std::string& role) {
    if (wanted.empty()) return -1;
    // Numbers first: the first line of a table without a header holds data, and data can look like a number.
    const auto number = parse_integer(wanted);
    if (number && *number >= 1 && *number <= static_cast<std::int64_t>(probe.header.size()))
        return static_cast<int>(*number) - 1;
    for (std::size_t i = 0; i < probe.header.size(); ++i)
        if (probe.header[i] == wanted) return static_cast<int>(i);
    for (std::size_t i = 0; i < probe.header.size(); ++i)
        if (lower_ascii(probe.header[i]) == lower_ascii(wanted)) return static_cast<int>(i);
    throw UserError("The file \"" + probe.path.string() + "\" has no column \"" + wanted + "\" for the " + role + ".",
                    "Its first line is: " + excerpt(probe.lines.front()),
                    "Give a name of its header, or a number from 1 to " + std::to_string(probe.header.size()) + ".");
}

/// The first line is a header when a column that holds numbers below has none in the first line, or when an explicit
/// column is one of its names.
bool has_header(const Probe& probe, const ColumnMapping& columns, const TableShape& shape) {
    for (const auto* name : {&columns.user, &columns.item, &columns.rating, &columns.time})
        if (!name->empty() && !parse_integer(*name) &&
            std::find(probe.header.begin(), probe.header.end(), *name) != probe.header.end())
            return true;
    for (const int column : {shape.rating, shape.time})
        if (column >= 0 && !parse_number(probe.header[static_cast<std::size_t>(column)])) return true;
    const auto guessed = interaction_columns(probe.header, probe.delimiter);
    return guessed.user >= 0 || guessed.item >= 0;
}

TableShape table_shape(const Probe& probe, const ColumnMapping& columns, std::vector<std::string>& notes) {
    TableShape shape;
    if (probe.kind == Kind::table) shape = interaction_columns(probe.header, probe.delimiter);
    shape.delimiter = probe.delimiter;
    const bool mapped =
        !columns.user.empty() || !columns.item.empty() || !columns.rating.empty() || !columns.time.empty();
    if (!mapped && probe.kind != Kind::table) {
        if (const auto found = amazon_columns(probe.lines, probe.delimiter, notes)) return *found;
    }
    const auto set = [&](int& column, const std::string& wanted, const char* role) {
        if (const int number = mapped_column(wanted, probe, role); number >= 0) column = number;
    };
    set(shape.user, columns.user, "user");
    set(shape.item, columns.item, "item");
    set(shape.rating, columns.rating, "rating");
    set(shape.time, columns.time, "time");
    if (shape.user < 0 || shape.item < 0)
        throw UserError(
            "It is not clear which column of \"" + probe.path.string() + "\" is the " +
                (shape.user < 0 ? "user" : "item") + ".",
            "Its first line is: " + excerpt(probe.lines.front()),
            "Say which columns hold the user, the item, the rating and the time, by the names of the header or "
            "by numbers from 1, for example --user-column 1 --item-column 2 --time-column 4.");
    if (shape.user == shape.item)
        throw UserError("User and item are the same column of \"" + probe.path.string() + "\".",
                        "Its first line is: " + excerpt(probe.lines.front()), "Give two different columns.");
    shape.header = has_header(probe, columns, shape);
    if (!shape.header) swapped_column_notes(probe.lines, shape, notes);
    if (shape.time < 0)
        notes.push_back(
            "The table has no column with times, so the order of its lines is taken as the order in time.");
    return shape;
}

const Probe* first_of(const std::vector<Probe>& probes, Kind kind) {
    const auto found = std::find_if(probes.begin(), probes.end(), [&](const Probe& p) { return p.kind == kind; });
    return found == probes.end() ? nullptr : &*found;
}

/// The archive of 1998 holds ten parts of u.data in the same form beside it: the largest file is the whole.
const Probe* largest_of(const std::vector<Probe>& probes, Kind kind) {
    const Probe* best = nullptr;
    for (const auto& probe : probes)
        if (probe.kind == kind && (!best || probe.size > best->size)) best = &probe;
    return best;
}

bool find_ready_split(const std::vector<fs::path>& files, Source& source) {
    std::map<std::string, fs::path> by_name;
    for (const auto& file : files) by_name[file.filename().string()] = file;
    const auto at = [&](std::initializer_list<const char*> names) {
        for (const char* name : names)
            if (const auto found = by_name.find(name); found != by_name.end()) return found->second;
        return fs::path();
    };
    source.interactions = at({"train.txt"});
    source.validation = at({"val.txt", "valid.txt", "validation.txt"});
    source.test = at({"test.txt"});
    if (source.interactions.empty() || source.validation.empty() || source.test.empty()) return false;
    source.format = SourceFormat::ready_split;
    source.items = at({"items.tsv", "items.csv", "items.jsonl"});
    source.users = at({"users.tsv", "users.csv"});
    return true;
}

void add_image_folders(const fs::path& folder, std::vector<fs::path>& folders) {
    std::error_code error;
    for (const char* name : {"images", "posters"})
        if (fs::is_directory(folder / name, error)) folders.push_back(folder / name);
}

void take_items(const std::vector<Probe>& probes, Kind kind, Source& source) {
    if (const auto* items = first_of(probes, kind)) source.items = items->path;
}

}  // namespace

Source recognise(const ImportRequest& request) {
    if (request.raw.empty())
        throw UserError("No raw data was given.", "A dataset is made from a folder or from files.",
                        "Name them with --raw, or take --dataset-code sample, which needs none.");
    std::vector<fs::path> files;
    bool named = true;
    Source source;
    for (const auto& path : request.raw) {
        std::error_code error;
        if (!fs::exists(path, error))
            throw UserError("\"" + path.string() + "\" does not exist.", "Raw data is read from there.",
                            "Check the path, and whether the drive is mounted.");
        if (fs::is_directory(path, error)) {
            named = false;
            const auto found = files_of(path);
            files.insert(files.end(), found.begin(), found.end());
            add_image_folders(path, source.image_folders);
        } else {
            files.push_back(path);
            add_image_folders(path.parent_path(), source.image_folders);
        }
    }
    const auto place = request.raw.front().string();
    if (find_ready_split(files, source)) return source;
    source.interactions.clear();

    std::vector<Probe> probes;
    for (const auto& file : files) probes.push_back(probe_file(file, named));
    if (named)
        for (const auto& probe : probes)
            if (probe.kind == Kind::empty || probe.kind == Kind::binary || probe.kind == Kind::unreadable)
                TextStream{probe.path};  // says what is wrong with it
    const bool mapped = !request.columns.user.empty() || !request.columns.item.empty();

    if (const auto* ratings = mapped ? nullptr : largest_of(probes, Kind::ratings_1998)) {
        source.format = SourceFormat::movielens_1998;
        source.interactions = ratings->path;
        source.shape = {"\t", false, 0, 1, 2, 3};
        take_items(probes, Kind::items_1998, source);
    } else if (const auto* ratings_1m = mapped ? nullptr : largest_of(probes, Kind::ratings_1m)) {
        source.format = SourceFormat::movielens_1m;
        source.interactions = ratings_1m->path;
        source.shape = {"::", false, 0, 1, 2, 3};
        take_items(probes, Kind::items_1m, source);
    } else if (const auto* latest = mapped ? nullptr : largest_of(probes, Kind::ratings_latest)) {
        source.format = SourceFormat::movielens_latest;
        source.interactions = latest->path;
        source.shape = {",", true, 0, 1, 2, 3};
        take_items(probes, Kind::items_latest, source);
    } else {
        std::vector<const Probe*> found;
        const auto collect = [&](std::initializer_list<Kind> kinds) {
            for (const auto& probe : probes)
                if (std::find(kinds.begin(), kinds.end(), probe.kind) != kinds.end()) found.push_back(&probe);
        };
        collect({Kind::table, Kind::reviews});
        if (mapped) collect({Kind::headerless, Kind::ratings_1998, Kind::ratings_1m, Kind::ratings_latest});
        if (found.empty()) collect({Kind::headerless});
        if (found.empty()) collect({Kind::sequences, Kind::pairs});
        if (found.empty() && mapped) collect({Kind::items_table});
        if (found.empty()) nothing_recognised(probes, place);
        if (found.size() > 1) {
            std::string names;
            for (const auto* probe : found) names += (names.empty() ? "" : ", ") + probe->path.filename().string();
            throw UserError("\"" + place + "\" holds more than one file with interactions.",
                            "These could be meant: " + names + ".", "Name the one file to import.");
        }
        Probe& probe = probes[static_cast<std::size_t>(found.front() - probes.data())];
        source.interactions = probe.path;
        if (probe.kind == Kind::reviews) {
            source.format = SourceFormat::reviews;
        } else if (probe.kind == Kind::sequences || probe.kind == Kind::pairs) {
            source.format = probe.kind == Kind::pairs ? SourceFormat::pairs : SourceFormat::sequences;
        } else {
            if (probe.kind == Kind::ratings_1998) probe.delimiter = "\t";
            if (probe.kind == Kind::ratings_1m) probe.delimiter = "::";
            if (probe.header.empty()) {
                FieldSplitter splitter(probe.delimiter);
                std::vector<std::string_view> fields;
                splitter.split(probe.lines.front(), fields);
                for (const auto field : fields) probe.header.emplace_back(trim(field));
            }
            source.format = SourceFormat::table;
            source.shape = table_shape(probe, request.columns, source.notes);
        }
        for (const auto& other : probes)
            if (other.path != source.interactions &&
                (other.kind == Kind::items_table || other.kind == Kind::items_latest ||
                 other.kind == Kind::records)) {
                source.items = other.path;
                source.items_are_records = other.kind == Kind::records;
                break;
            }
    }
    return source;
}

std::string format_title(const Source& source) {
    const auto file = source.interactions.filename().string();
    switch (source.format) {
        case SourceFormat::movielens_1998:
            return "MovieLens 1998 (" + file + ")";
        case SourceFormat::movielens_1m:
            return "MovieLens 1M (" + file + ")";
        case SourceFormat::movielens_latest:
            return "MovieLens latest (" + file + ")";
        case SourceFormat::table:
            return "Table (" + file + ")";
        case SourceFormat::reviews:
            return "Reviews, one JSON record a line (" + file + ")";
        case SourceFormat::sequences:
            return "Sequences, one user a line (" + file + ")";
        case SourceFormat::pairs:
            return "Sequences, one interaction a line (" + file + ")";
        case SourceFormat::ready_split:
            return "Ready split (train, validation, test)";
    }
    throw std::logic_error("format without a title");
}

}  // namespace wb
