// What one raw file looks like, by its first lines. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/source_probe.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "dataset/python_literal.h"
#include "dataset/raw_table.h"
#include "dataset/text_lines.h"
#include "dataset/text_stream.h"

namespace wb {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_probe_bytes = std::size_t{1} << 16;
constexpr std::size_t k_probe_lines = 1000;

bool all_integers(const std::vector<std::string_view>& fields) {
    return std::all_of(fields.begin(), fields.end(),
                       [](auto field) { return parse_integer(trim(field)).has_value(); });
}

/// `test` holds for at least nine of ten lines: one bad line must not hide what the file is.
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

ProbeKind kind_of_blank_lines(const Probe& probe, bool named_by_the_user) {
    std::vector<std::string_view> tokens;
    bool two_each = true;
    for (const auto& line : probe.lines) {
        split_blanks(line, tokens);
        if (tokens.size() < 2) {
            if (probe.lines.size() == 1 || !named_by_the_user) return ProbeKind::other;
            continue;
        }
        // In a folder prose must not pass for a sequence; a file that was named may have ids of any form.
        if (!named_by_the_user && !all_integers(tokens)) return ProbeKind::other;
        two_each = two_each && tokens.size() == 2;
    }
    return two_each ? ProbeKind::pairs : ProbeKind::sequences;
}

/// The first name in a JSON document, and the sign its value begins with.
struct FirstMember {
    std::string name;
    char value = '\0';
};

std::optional<FirstMember> first_member(std::string_view text) {
    std::size_t at = 0;
    const auto next = [&](char wanted) {
        at = text.find_first_not_of(" \t\r\n", at);
        return at != std::string_view::npos && text[at++] == wanted;
    };
    if (!next('{') || !next('"')) return std::nullopt;
    const auto end = text.find('"', at);
    if (end == std::string_view::npos) return std::nullopt;
    FirstMember member{std::string(text.substr(at, end - at)), '\0'};
    at = end + 1;
    if (!next(':')) return std::nullopt;
    at = text.find_first_not_of(" \t\r\n", at);
    if (at == std::string_view::npos) return std::nullopt;
    member.value = text[at];
    return member;
}

/// JSON that is one document and not a record a line.
ProbeKind kind_of_document(std::string_view start) {
    const auto member = first_member(start);
    if (!member) return ProbeKind::other;
    const auto named = [&](std::initializer_list<std::string_view> names) {
        return std::find(names.begin(), names.end(), member->name) != names.end();
    };
    if (member->value == '{' &&
        named({"user2id", "item2id", "id2user", "id2item", "attribute2id", "id2attribute", "attributeid2num"}))
        return ProbeKind::id_maps;
    if (member->value != '[') return ProbeKind::other;
    if (parse_integer(member->name)) return ProbeKind::attributes;
    return named({"train", "val", "valid", "validation", "test"}) &&
                   start.find("\"explanation\"") != std::string_view::npos
               ? ProbeKind::explanations
               : ProbeKind::other;
}

bool is_movielens_1998(const std::vector<std::string_view>& f) {
    return f.size() == 4 && parse_integer(f[0]) && parse_integer(f[1]) && is_rating(f[2], 10) && is_unix_time(f[3]);
}

ProbeKind kind_of_columns(Probe& probe) {
    const std::string& first = probe.lines.front();
    const auto lower = lower_ascii(trim(first));
    if (lower == "userid,movieid,rating,timestamp") return ProbeKind::ratings_latest;
    if (lower == "movieid,title,genres") return ProbeKind::items_latest;
    const auto shape = interaction_columns(probe.header, probe.delimiter);
    const auto items = item_columns(probe.header);
    if (shape.user >= 0 && shape.item >= 0) return ProbeKind::table;
    if (items.id >= 0 && (items.title >= 0 || items.image >= 0 || items.description >= 0 || items.categories >= 0))
        return ProbeKind::items_table;
    const auto columns = probe.header.size();
    return nearly_every_line(probe, probe.delimiter, [columns](const auto& f) { return f.size() == columns; })
               ? ProbeKind::headerless
               : ProbeKind::other;
}

ProbeKind kind_of_lines(Probe& probe, std::string_view start, bool named_by_the_user) {
    const std::string& first = probe.lines.front();
    if (trim(first).front() == '{') {
        if (const auto document = kind_of_document(start); document != ProbeKind::other) return document;
        const auto kind = json_lines_kind(first);
        const auto record = kind == JsonLines::reviews ? parse_record(first) : std::nullopt;
        probe.explains = record && record->contains("explanation");
        return kind == JsonLines::reviews ? ProbeKind::reviews
               : kind == JsonLines::items ? ProbeKind::records
                                          : ProbeKind::other;
    }
    if (nearly_every_line(probe, "\t", is_movielens_1998)) return ProbeKind::ratings_1998;
    if (nearly_every_line(probe, "|", [](const auto& f) {
            return f.size() == 24 && parse_integer(f[0]) &&
                   std::all_of(f.begin() + 5, f.end(), [](auto g) { return g == "0" || g == "1"; });
        }))
        return ProbeKind::items_1998;
    if (nearly_every_line(probe, "::", is_movielens_1998)) return ProbeKind::ratings_1m;
    if (nearly_every_line(
            probe, "::", [](const auto& f) { return f.size() == 3 && parse_integer(f[0]) && !parse_number(f[1]); }))
        return ProbeKind::items_1m;
    probe.header = header_fields(first, probe.delimiter);
    if (probe.header.size() > 1) {
        // Two columns of whole numbers divided by a tab are a table of pairs and pairs all the same.
        const bool tabbed_pairs = probe.delimiter == "\t" && nearly_every_line(probe, "\t", [](const auto& f) {
                                      return f.size() == 2 && all_integers(f);
                                  });
        const auto kind = tabbed_pairs ? ProbeKind::other : kind_of_columns(probe);
        if (kind != ProbeKind::other) return kind;
    }
    return kind_of_blank_lines(probe, named_by_the_user);
}

bool is_pickle(const fs::path& path, std::string_view start) {
    const auto extension = lower_ascii(path.extension().string());
    // Protocols 2 to 5 begin with a mark and their number.
    return extension == ".pkl" || extension == ".pickle" ||
           (start.size() > 2 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5);
}

}  // namespace

Probe probe_file(const fs::path& path, bool named_by_the_user) {
    Probe probe;
    probe.path = path;
    std::error_code error;
    probe.size = fs::file_size(path, error);
    const auto start = read_text_start(path, k_probe_bytes);
    if (!start) {
        probe.kind = ProbeKind::unreadable;
    } else if (is_pickle(path, *start)) {
        probe.kind = ProbeKind::pickle;
    } else if (start->starts_with("\x93NUMPY")) {
        probe.kind = ProbeKind::numpy;
    } else if (trim(*start).empty()) {
        probe.kind = ProbeKind::empty;
    } else if (start->find('\0') != std::string::npos) {
        probe.kind = ProbeKind::binary;
    } else {
        const bool cut = start->size() >= k_probe_bytes;
        LineReader lines(*start);
        std::string_view line;
        while (probe.lines.size() < k_probe_lines && lines.next(line)) {
            if (cut && lines.at_end() && !probe.lines.empty()) break;
            // As TextStream gives it, so that what is said of a line can be shown.
            if (!trim(line).empty()) probe.lines.push_back(is_utf8(line) ? std::string(line) : latin1_to_utf8(line));
        }
        probe.kind = kind_of_lines(probe, *start, named_by_the_user);
    }
    return probe;
}

bool looks_like_negatives(const Probe& probe) {
    constexpr std::size_t k_lines_to_judge = 10, k_few_items = 20;
    if (probe.kind != ProbeKind::sequences || probe.lines.size() < k_lines_to_judge) return false;
    std::vector<std::string_view> tokens;
    split_blanks(probe.lines.front(), tokens);
    const auto count = tokens.size();
    return count > k_few_items && std::all_of(probe.lines.begin(), probe.lines.end(), [&](const std::string& line) {
               split_blanks(line, tokens);
               return tokens.size() == count;
           });
}

bool typed_header(const std::vector<std::string>& header) {
    return !header.empty() && std::all_of(header.begin(), header.end(), [](const std::string& name) {
        if (name.empty()) return false;
        const auto type = name.substr(std::min(name.rfind(':'), name.size() - 1));
        return name.size() > type.size() &&
               (type == ":token" || type == ":float" || type == ":token_seq" || type == ":float_seq");
    });
}

}  // namespace wb
