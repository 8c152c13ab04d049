// Numbering, order in time and the leave-one-out split. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/leave_one_out.h"

#include <algorithm>
#include <numeric>

#include "foundation/random.h"

namespace wb {

namespace {

/// Number of every raw id that still has rows, 0 for the others; fills `sorted` with the ids from place 1 on.
std::vector<std::int32_t> number_ids(const IdIndex& ids, const std::vector<char>& used,
                                     std::vector<std::string>& sorted) {
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (used[i]) sorted.push_back(ids.ids()[i]);
    sort_raw_ids(sorted);
    sorted.insert(sorted.begin(), std::string());
    std::vector<std::int32_t> numbers(ids.size(), 0);
    for (std::size_t n = 1; n < sorted.size(); ++n)
        numbers[static_cast<std::size_t>(ids.find(sorted[n]))] = static_cast<std::int32_t>(n);
    return numbers;
}

struct Event {
    double time = 0;
    std::uint64_t tie = 0;
    ItemId item = 0;
};

}  // namespace

void sort_raw_ids(std::vector<std::string>& ids) {
    std::vector<std::int64_t> values;
    values.reserve(ids.size());
    for (const auto& id : ids) {
        const auto value = parse_integer(id);
        if (!value) break;
        values.push_back(*value);
    }
    if (values.size() != ids.size()) {
        std::sort(ids.begin(), ids.end());
        return;
    }
    std::vector<std::size_t> order(ids.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return values[a] != values[b] ? values[a] < values[b] : ids[a] < ids[b];
    });
    std::vector<std::string> sorted;
    sorted.reserve(ids.size());
    for (const auto i : order) sorted.push_back(std::move(ids[i]));
    ids = std::move(sorted);
}

TieCounts number_and_split(const RawTable& table, Dataset& dataset) {
    std::vector<char> user_used(table.users.size(), 0), item_used(table.items.size(), 0);
    for (const RawRow& row : table.rows) {
        user_used[static_cast<std::size_t>(row.user)] = 1;
        item_used[static_cast<std::size_t>(row.item)] = 1;
    }
    std::vector<std::string> item_ids;
    const auto user_number = number_ids(table.users, user_used, dataset.user_raw_ids);
    const auto item_number = number_ids(table.items, item_used, item_ids);
    dataset.items.assign(item_ids.size(), {});
    for (std::size_t i = 1; i < item_ids.size(); ++i) dataset.items[i].raw_id = item_ids[i];

    const auto users = dataset.user_raw_ids.size();
    std::vector<std::vector<Event>> events(users);
    for (const RawRow& row : table.rows)
        events[static_cast<std::size_t>(user_number[static_cast<std::size_t>(row.user)])].push_back(
            {table.has_time ? row.time : 0, 0, item_number[static_cast<std::size_t>(row.item)]});

    dataset.train.assign(users, {});
    dataset.validation.assign(users, 0);
    dataset.test.assign(users, 0);
    dataset.interactions = static_cast<std::int64_t>(table.rows.size());
    TieCounts ties;
    for (std::size_t u = 1; u < users; ++u) {
        auto& sequence = events[u];
        if (table.has_time) {  // without times the order in the file is the order in time, and nothing is tied
            if (dataset.filter.tie_rule == TieRule::item_id) {
                for (auto& event : sequence) event.tie = static_cast<std::uint64_t>(event.item);
            } else if (dataset.filter.tie_rule == TieRule::random) {
                Rng rng(dataset.filter.tie_seed, "time ties", u);
                for (auto& event : sequence) event.tie = rng.bits64();
            }
            std::stable_sort(sequence.begin(), sequence.end(), [](const Event& a, const Event& b) {
                return a.time != b.time ? a.time < b.time : a.tie < b.tie;
            });
            const auto n = sequence.size();
            for (std::size_t i = 1; i < n; ++i) ties.interactions += sequence[i].time == sequence[i - 1].time;
            ties.users_at_split += n >= 3 && (sequence[n - 1].time == sequence[n - 2].time ||
                                              sequence[n - 2].time == sequence[n - 3].time);
        }
        auto in_train = sequence.size();
        if (in_train >= 3) {
            dataset.test[u] = sequence[--in_train].item;
            dataset.validation[u] = sequence[--in_train].item;
        }
        for (std::size_t i = 0; i < in_train; ++i) dataset.train[u].push_back(sequence[i].item);
    }
    return ties;
}

}  // namespace wb
