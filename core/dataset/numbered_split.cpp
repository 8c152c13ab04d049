// Numbering, order in time and the split by user. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/numbered_split.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "foundation/random.h"

namespace wb {

namespace {

/// Number of every raw id that still has rows, 0 for the others; fills `sorted` with the ids from place 1 on.
std::vector<std::int32_t> numbers_of(const IdIndex& ids, const std::vector<char>& used,
                                     std::vector<std::string>& sorted) {
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (used[i]) sorted.emplace_back(ids.id(i));
    sort_raw_ids(sorted);
    sorted.insert(sorted.begin(), std::string());
    std::vector<std::int32_t> numbers(ids.size(), 0);
    for (std::size_t n = 1; n < sorted.size(); ++n)
        numbers[static_cast<std::size_t>(ids.find(sorted[n]))] = static_cast<std::int32_t>(n);
    return numbers;
}

struct Event {
    double time = 0;
    ItemId item = 0;
    std::uint32_t tie = 0;
};

/// The events of all users behind each other, each user's in the order of the file. Takes the rows.
struct EventsByUser {
    std::vector<std::size_t> begin;  ///< [users + 2]: those of user u are [begin[u], begin[u + 1])
    std::vector<Event> events;
    std::span<Event> of(std::size_t user) {
        return std::span(events).subspan(begin[user], begin[user + 1] - begin[user]);
    }
};

EventsByUser events_by_user(RawTable& table, const RawNumbers& numbers, std::size_t users) {
    EventsByUser result;
    result.begin.assign(users + 2, 0);
    const auto user_of = [&](const RawRow& row) {
        return static_cast<std::size_t>(numbers.users[static_cast<std::size_t>(row.user)]);
    };
    for (const RawRow& row : table.rows) ++result.begin[user_of(row) + 1];
    std::partial_sum(result.begin.begin(), result.begin.end(), result.begin.begin());
    result.events.resize(table.rows.size());
    auto next = result.begin;
    for (; !table.rows.empty(); table.rows.pop_front()) {
        const RawRow& row = table.rows.front();
        result.events[next[user_of(row)]++] = {table.has_time ? row.time : 0,
                                               numbers.items[static_cast<std::size_t>(row.item)], 0};
    }
    return result;
}

enum class Part : char { train, validation, test };

/// What each of a user's interactions is for, in order of time.
std::vector<Part> parts_of(std::size_t interactions, std::size_t user, const FilterSettings& filter) {
    std::vector<Part> parts(interactions, Part::train);
    if (interactions < 3) return parts;
    // The MMRec toolbox: one of each below ten interactions; else a fifth is held out, and half of it, rounded down,
    // is for validation.
    const bool random = filter.split == SplitRule::random;
    const std::size_t held_out = random && interactions >= 10 ? interactions / 5 : 2;
    const std::size_t validation = held_out / 2;
    std::fill(parts.end() - static_cast<std::ptrdiff_t>(held_out), parts.end(), Part::test);
    std::fill_n(parts.end() - static_cast<std::ptrdiff_t>(held_out), validation, Part::validation);
    if (random) Rng(filter.split_seed, "random split", user).shuffle(parts);
    return parts;
}

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

RawNumbers number_ids(const RawTable& table, Dataset& dataset) {
    std::vector<char> user_used(table.users.size(), 0), item_used(table.items.size(), 0);
    for (const RawRow& row : table.rows) {
        user_used[static_cast<std::size_t>(row.user)] = 1;
        item_used[static_cast<std::size_t>(row.item)] = 1;
    }
    RawNumbers numbers;
    std::vector<std::string> item_ids;
    numbers.users = numbers_of(table.users, user_used, dataset.user_raw_ids);
    numbers.items = numbers_of(table.items, item_used, item_ids);
    dataset.items.assign(item_ids.size(), {});
    for (std::size_t i = 1; i < item_ids.size(); ++i) dataset.items[i].raw_id = std::move(item_ids[i]);
    return numbers;
}

TieCounts number_and_split(RawTable& table, Dataset& dataset) {
    const auto numbers = number_ids(table, dataset);
    const auto users = dataset.user_raw_ids.size();
    dataset.interactions = static_cast<std::int64_t>(table.rows.size());
    auto by_user = events_by_user(table, numbers, users);
    dataset.train.assign(users, {});
    dataset.validation.assign(users);
    dataset.test.assign(users);
    TieCounts ties;
    for (std::size_t u = 1; u < users; ++u) {
        const auto sequence = by_user.of(u);
        if (table.has_time) {  // without times the order in the file is the order in time, and nothing is tied
            if (dataset.filter.tie_rule == TieRule::item_id) {
                for (auto& event : sequence) event.tie = static_cast<std::uint32_t>(event.item);
            } else if (dataset.filter.tie_rule == TieRule::random) {
                Rng rng(dataset.filter.tie_seed, "time ties", u);
                for (auto& event : sequence) event.tie = static_cast<std::uint32_t>(rng.bits64() >> 32);
            }
            std::stable_sort(sequence.begin(), sequence.end(), [](const Event& a, const Event& b) {
                return a.time != b.time ? a.time < b.time : a.tie < b.tie;
            });
            const auto n = sequence.size();
            for (std::size_t i = 1; i < n; ++i) ties.interactions += sequence[i].time == sequence[i - 1].time;
            ties.users_at_split +=
                dataset.filter.split == SplitRule::leave_one_out && n >= 3 &&
                (sequence[n - 1].time == sequence[n - 2].time || sequence[n - 2].time == sequence[n - 3].time);
        }
        const auto parts = parts_of(sequence.size(), u, dataset.filter);
        dataset.train[u].reserve(static_cast<std::size_t>(std::count(parts.begin(), parts.end(), Part::train)));
        for (std::size_t i = 0; i < sequence.size(); ++i) {
            if (parts[i] == Part::train) {
                dataset.train[u].push_back(sequence[i].item);
                continue;
            }
            TrueItems& truth = parts[i] == Part::validation ? dataset.validation : dataset.test;
            dataset.interactions -= truth.contains(u, sequence[i].item);
            truth.add(u, sequence[i].item);
        }
    }
    return ties;
}

}  // namespace wb
