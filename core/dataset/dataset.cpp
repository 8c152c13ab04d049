// A prepared dataset. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/dataset.h"

#include "foundation/sha256.h"

namespace wb {

std::vector<ItemId> Dataset::history(UserId user, bool for_test) const {
    const auto u = static_cast<std::size_t>(user);
    std::vector<ItemId> items_seen = train.at(u);
    if (for_test)
        for (const ItemId item : validation.of(u)) items_seen.push_back(item);
    return items_seen;
}

bool Dataset::leave_one_out() const {
    if (validation.users_several() + test.users_several() > 0) return false;
    return ready_split || filter.split == SplitRule::leave_one_out;
}

std::string dataset_fingerprint(const Dataset& dataset) {
    constexpr std::size_t k_piece = std::size_t{1} << 16;
    Sha256 hash;
    std::string bytes = "rerank dataset 1\n";
    const auto pass_on = [&] {
        hash.add(bytes);
        bytes.clear();
    };
    const auto number = [&bytes](std::int64_t value) {
        bytes += std::to_string(value);
        bytes += ' ';
    };
    const auto text = [&](const std::string& value) {
        number(static_cast<std::int64_t>(value.size()));
        bytes += value;
        bytes += '\n';
    };
    number(dataset.user_count());
    number(dataset.item_count());
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        text(dataset.items[i].raw_id);
        if (bytes.size() > k_piece) pass_on();
    }
    for (std::size_t u = 1; u < dataset.train.size(); ++u) {
        text(dataset.user_raw_ids.at(u));
        for (const ItemId item : dataset.train[u]) number(item);
        bytes += "| ";
        number(dataset.validation[u]);
        number(dataset.test[u]);
        // Nothing more with one true item of each kind: data of leave-one-out keeps its fingerprint.
        for (const TrueItems* truth : {&dataset.validation, &dataset.test}) {
            const auto items = truth->of(u);
            if (items.size() < 2) continue;
            bytes += truth == &dataset.test ? "test " : "validation ";
            for (const ItemId item : items.subspan(1)) number(item);
        }
        bytes += '\n';
        if (bytes.size() > k_piece) pass_on();
    }
    pass_on();
    return hash.hex();
}

std::vector<std::int64_t> train_popularity(const Dataset& dataset) {
    std::vector<std::int64_t> counts(dataset.items.size(), 0);
    for (const auto& sequence : dataset.train)
        for (const ItemId item : sequence) ++counts.at(static_cast<std::size_t>(item));
    return counts;
}

}  // namespace wb
