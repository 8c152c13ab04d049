// Which column of a table holds what, by what the user said, the header, or the form of the ids. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/table_columns.h"

#include <algorithm>

#include "dataset/headerless.h"
#include "dataset/text_lines.h"

namespace wb {

namespace {

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

/// RecBole's files of augmented sequences have a list of items in each line, and only the last item in a column.
void refuse_item_lists(const Probe& probe) {
    for (const auto& name : probe.header)
        if (lower_ascii(name).starts_with("item_id_list"))
            throw UserError(
                "The file \"" + probe.path.string() + "\" holds sequences that were cut into training cases.",
                "Its column \"" + name + "\" repeats every history once for each of its items.",
                "Choose the .inter file with one interaction a line, from which this one was made.");
}

}  // namespace

TableColumns table_columns(const Probe& probe, const ColumnMapping& columns) {
    refuse_item_lists(probe);
    TableColumns found;
    TableShape& shape = found.shape;
    if (probe.kind == ProbeKind::table) shape = interaction_columns(probe.header, probe.delimiter);
    shape.delimiter = probe.delimiter;
    const bool mapped =
        !columns.user.empty() || !columns.item.empty() || !columns.rating.empty() || !columns.time.empty();
    if (!mapped && probe.kind != ProbeKind::table) {
        if (const auto amazon = amazon_columns(probe.lines, probe.delimiter, found.notes)) {
            shape = *amazon;
            return found;
        }
    }
    const auto set = [&](int& column, const std::string& wanted, const char* role) {
        if (const int number = mapped_column(wanted, probe, role); number >= 0) column = number;
    };
    set(shape.user, columns.user, "user");
    set(shape.item, columns.item, "item");
    set(shape.rating, columns.rating, "rating");
    set(shape.time, columns.time, "time");
    if (shape.user < 0 || shape.item < 0) {
        found.question = UserError(
            "It is not clear which column of \"" + probe.path.string() + "\" is the " +
                (shape.user < 0 ? "user" : "item") + ".",
            "Its first line is: " + excerpt(probe.lines.front()),
            "Say which columns hold the user, the item, the rating and the time, by the names of the header or "
            "by numbers from 1, for example --user-column 1 --item-column 2 --time-column 4.");
        shape.header = has_header(probe, columns, shape);
        return found;
    }
    if (shape.user == shape.item)
        found.question =
            UserError("User and item are the same column of \"" + probe.path.string() + "\".",
                      "Its first line is: " + excerpt(probe.lines.front()), "Give two different columns.");
    shape.header = has_header(probe, columns, shape);
    if (!shape.header) swapped_column_notes(probe.lines, shape, found.notes);
    if (shape.time < 0)
        found.notes.push_back(
            "The table has no column with times, so the order of its lines is taken as the order in time.");
    return found;
}

}  // namespace wb
