// Interactions that say themselves whether they are for training, validation or test. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/labelled_split.h"

#include <algorithm>

#include "dataset/numbered_split.h"
#include "dataset/text_lines.h"
#include "foundation/error.h"

namespace wb {

namespace {

enum Label : std::uint8_t { k_train, k_validation, k_test };

/// Drops the rows of users without a training row and says how many users these are.
std::int64_t drop_untrained_users(RawTable& table) {
    std::vector<char> seen(table.users.size(), 0), trained(table.users.size(), 0);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto user = static_cast<std::size_t>(table.rows[r].user);
        seen[user] = 1;
        if (table.labels[r] == k_train) trained[user] = 1;
    }
    std::size_t kept = 0;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        if (!trained[static_cast<std::size_t>(table.rows[r].user)]) continue;
        table.rows[kept] = table.rows[r];
        table.labels[kept++] = table.labels[r];
    }
    table.rows.resize(kept);
    table.labels.resize(kept);
    return std::count(seen.begin(), seen.end(), 1) - std::count(trained.begin(), trained.end(), 1);
}

}  // namespace

std::optional<std::uint8_t> split_label(std::string_view text) {
    if (text == "0" || text == "train") return k_train;
    if (text == "1" || text == "val" || text == "valid" || text == "validation" || text == "dev") return k_validation;
    if (text == "2" || text == "test") return k_test;
    return std::nullopt;
}

bool column_of_labels(const std::vector<std::string>& lines, const TableShape& shape) {
    FieldSplitter splitter(shape.delimiter);
    std::vector<std::string_view> fields;
    const auto column = static_cast<std::size_t>(shape.label);
    return std::all_of(lines.begin() + (shape.header ? 1 : 0), lines.end(), [&](const std::string& line) {
        return splitter.split(line, fields) && fields.size() > column && split_label(trim(fields[column]));
    });
}

bool labels_hold_out(const RawTable& table, std::vector<std::string>& notes) {
    if (std::any_of(table.labels.begin(), table.labels.end(), [](std::uint8_t label) { return label != k_train; }))
        return true;
    notes.push_back("All interactions are marked for training, so the data was split anew.");
    return false;
}

void take_labelled_split(RawTable& table, Dataset& dataset, std::vector<std::string>& notes) {
    if (const auto dropped = drop_untrained_users(table); dropped > 0)
        notes.push_back(std::to_string(dropped) +
                        " users of the ready split have no interaction for training and were left out.");
    if (table.rows.empty())
        throw UserError("The ready split holds no interactions for training.",
                        "Every user needs something to train on besides the items for validation and test.",
                        "Check the files.");
    const auto numbers = number_ids(table, dataset);
    dataset.interactions = static_cast<std::int64_t>(table.rows.size());

    struct Event {
        double time;
        ItemId item;
    };
    const auto users = dataset.user_raw_ids.size();
    std::vector<std::vector<Event>> events(users);
    dataset.train.assign(users, {});
    dataset.validation.assign(users);
    dataset.test.assign(users);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto user = static_cast<std::size_t>(numbers.users[static_cast<std::size_t>(table.rows[r].user)]);
        const auto item = numbers.items[static_cast<std::size_t>(table.rows[r].item)];
        if (table.labels[r] == k_train) {
            events[user].push_back({table.has_time ? table.rows[r].time : 0.0, item});
            continue;
        }
        TrueItems& truth = table.labels[r] == k_validation ? dataset.validation : dataset.test;
        dataset.interactions -= truth.contains(user, item);
        truth.add(user, item);
    }
    for (std::size_t u = 1; u < users; ++u) {
        std::stable_sort(events[u].begin(), events[u].end(),
                         [](const Event& a, const Event& b) { return a.time < b.time; });
        for (const Event& event : events[u]) dataset.train[u].push_back(event.item);
    }
}

}  // namespace wb
