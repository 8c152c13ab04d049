// Stored candidate lists of `ground_truth` mode. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/candidates.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "dataset/candidate_sampling.h"
#include "dataset/text_lines.h"
#include "dataset/text_stream.h"
#include "foundation/error.h"
#include "foundation/files.h"
#include "foundation/random.h"

namespace wb {

namespace {

const TrueItems& targets_of(const Dataset& dataset, const std::string& split) {
    if (split != "validation" && split != "test") throw std::logic_error("no such split: " + split);
    const TrueItems& targets = split == "test" ? dataset.test : dataset.validation;
    if (targets.users_several() > 0)
        throw UserError("Lists of candidates cannot be made for \"" + dataset.name + "\".",
                        "A list holds one true item, and " + std::to_string(targets.users_several()) +
                            " users of the " + split + " split have several.",
                        "Prepare the data with --split leave_one_out under another name.");
    return targets;
}

/// Everything the user touched in train, validation and test, ascending and once each.
std::vector<ItemId> touched(const Dataset& dataset, std::size_t user) {
    std::vector<ItemId> seen = dataset.train[user];
    for (const TrueItems* truth : {&dataset.validation, &dataset.test})
        for (const ItemId item : truth->of(user)) seen.push_back(item);
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    return seen;
}

void shuffle_list(std::vector<ItemId>& list, const std::string& split, std::uint64_t seed, std::size_t user) {
    Rng rng(seed, "candidate order " + split, user);
    rng.shuffle(list);
}

void check_length(int n) {
    if (n < 2)
        throw UserError("A list of " + std::to_string(n) + " candidates cannot be ranked.",
                        "It needs the true item and at least one other.", "Use at least 2 candidates.");
}

std::filesystem::path stored_path(const Dataset& dataset, const CandidateLists& lists) {
    const std::string how =
        lists.sampling == CandidateSampling::uniform ? "" : candidate_sampling_name(lists.sampling) + "_";
    return dataset.folder / "candidates" /
           (lists.split + "_n" + std::to_string(lists.n) + "_" + how + "seed" + std::to_string(lists.seed) + ".txt");
}

std::string stored_body(const CandidateLists& lists) {
    std::string body;
    for (std::size_t user = 1; user < lists.lists.size(); ++user) {
        if (lists.lists[user].empty()) continue;
        body += std::to_string(user);
        for (const ItemId item : lists.lists[user]) {
            body += ' ';
            body += std::to_string(item);
        }
        body += '\n';
    }
    return body;
}

/// Version 1 holds uniform lists, and its files stay as they are; version 2 names seed and sampling.
std::string header_start(const CandidateLists& lists) {
    if (lists.sampling == CandidateSampling::uniform) return "# rerank candidates 1 ";
    return "# rerank candidates 2 " + candidate_sampling_name(lists.sampling) + " seed " +
           std::to_string(lists.seed) + " ";
}

std::string stored_header(const Dataset& dataset, const CandidateLists& lists, const std::string& body) {
    return header_start(lists) + dataset.fingerprint + " " + sha256_hex(body) + "\n";
}

/// False when the lists were made for another state of the dataset.
bool read_stored(const Dataset& dataset, const std::filesystem::path& path, CandidateLists& lists) {
    const auto bytes = read_file(path);
    const auto end = bytes.find('\n');
    const auto header = bytes.substr(0, end == std::string::npos ? bytes.size() : end + 1);
    const auto body = end == std::string::npos ? std::string() : bytes.substr(end + 1);
    if (header.starts_with(header_start(lists)) && header.find(dataset.fingerprint) == std::string::npos)
        return false;
    const auto damaged = [&]() {
        return UserError("The candidate file \"" + path.string() + "\" is damaged or was edited.",
                         "Every method must be measured on the same lists, so it cannot be used.",
                         "Delete the file; the same lists are made again from their seed.");
    };
    if (header != stored_header(dataset, lists, body)) throw damaged();
    lists.lists.assign(dataset.train.size(), {});
    const auto& targets = targets_of(dataset, lists.split);
    LineReader lines(body);
    std::vector<std::string_view> tokens;
    std::string_view line;
    while (lines.next(line)) {
        split_blanks(line, tokens);
        const auto user = tokens.empty() ? std::nullopt : parse_integer(tokens[0]);
        if (!user || *user < 1 || *user > dataset.user_count() ||
            tokens.size() != static_cast<std::size_t>(lists.n) + 1)
            throw damaged();
        auto& list = lists.lists[static_cast<std::size_t>(*user)];
        list.clear();
        for (std::size_t i = 1; i < tokens.size(); ++i) {
            const auto item = parse_integer(tokens[i]);
            if (!item || *item < 1 || *item > dataset.item_count()) throw damaged();
            list.push_back(static_cast<ItemId>(*item));
        }
    }
    for (std::size_t user = 1; user < targets.size(); ++user)
        if (targets[user] != 0 &&
            std::find(lists.lists[user].begin(), lists.lists[user].end(), targets[user]) == lists.lists[user].end())
            throw damaged();
    return true;
}

}  // namespace

std::string candidate_sampling_name(CandidateSampling sampling) {
    return sampling == CandidateSampling::uniform ? "uniform" : "popularity";
}

CandidateSampling candidate_sampling_from(const std::string& name) {
    for (const auto sampling : {CandidateSampling::uniform, CandidateSampling::popularity})
        if (name == candidate_sampling_name(sampling)) return sampling;
    throw UserError("Negatives cannot be drawn by \"" + name + "\".", "There are uniform and popularity.",
                    "Use --candidate-sampling uniform or --candidate-sampling popularity.");
}

int largest_candidate_count(const Dataset& dataset, CandidateSampling sampling) {
    const NegativeSampler sampler(dataset, sampling);
    auto largest = std::numeric_limits<std::int64_t>::max();
    for (std::size_t user = 1; user < dataset.train.size(); ++user)
        if (dataset.validation[user] != 0 || dataset.test[user] != 0)
            largest = std::min(largest, sampler.available(touched(dataset, user)) + 1);
    return largest == std::numeric_limits<std::int64_t>::max() ? 0 : static_cast<int>(largest);
}

CandidateLists sample_candidates(const Dataset& dataset, const std::string& split,
                                 const CandidateSettings& settings) {
    const auto [n, seed, sampling] = settings;
    check_length(n);
    const auto& targets = targets_of(dataset, split);
    CandidateLists result{split, n, seed, sampling, std::vector<std::vector<ItemId>>(dataset.train.size()), {}};
    const NegativeSampler sampler(dataset, sampling);
    const bool uniform = sampling == CandidateSampling::uniform;
    for (std::size_t user = 1; user < targets.size(); ++user) {
        if (targets[user] == 0) continue;
        const auto seen = touched(dataset, user);
        if (sampler.available(seen) < n - 1) {
            const int largest = largest_candidate_count(dataset, sampling);
            throw UserError(
                "Lists of " + std::to_string(n) + " candidates are too long for this dataset.",
                "User " + dataset.user_raw_ids.at(user) + " touched " + std::to_string(seen.size()) + " of its " +
                    std::to_string(dataset.item_count()) + " items, so there are too few others to draw from" +
                    (uniform ? "." : " that stand in a training sequence."),
                largest >= 2 ? "The largest number of candidates that works is " + std::to_string(largest) + "."
                             : "No number of candidates works; use lower filter bounds or more items.");
        }
        Rng rng(seed, (uniform ? "candidates " : "candidates by popularity ") + split, user);
        auto& list = result.lists[user];
        list = sampler.draw(seen, n - 1, rng);
        list.push_back(targets[user]);
        shuffle_list(list, split, seed, user);
    }
    return result;
}

CandidateLists stored_candidates(const Dataset& dataset, const std::string& split,
                                 const CandidateSettings& settings) {
    if (dataset.folder.empty()) return sample_candidates(dataset, split, settings);
    CandidateLists lists{split, settings.n, settings.seed, settings.sampling, {}, {}};
    const auto path = stored_path(dataset, lists);
    std::error_code error;
    const bool there = std::filesystem::is_regular_file(path, error);
    if (there && read_stored(dataset, path, lists)) return lists;
    lists = sample_candidates(dataset, split, settings);
    const auto body = stored_body(lists);
    write_file_atomic(path, stored_header(dataset, lists, body) + body);
    if (there)
        lists.notice = "The stored " + split + " candidates belonged to another state of the dataset \"" +
                       dataset.name + "\" and were made anew; results on the old lists cannot be compared.";
    return lists;
}

CandidateLists candidates_from_file(const Dataset& dataset, const std::string& split, int n, std::uint64_t seed,
                                    const std::filesystem::path& path) {
    check_length(n);
    const auto& targets = targets_of(dataset, split);
    std::unordered_map<std::string_view, std::size_t> users, items;
    for (std::size_t u = 1; u < dataset.user_raw_ids.size(); ++u) users.emplace(dataset.user_raw_ids[u], u);
    for (std::size_t i = 1; i < dataset.items.size(); ++i) items.emplace(dataset.items[i].raw_id, i);

    TextStream file(path);
    std::string_view line;
    FieldSplitter splitter(",");
    std::vector<std::string_view> fields, ids;
    const auto refuse = [&](const std::string& reason) {
        throw UserError(
            "Line " + std::to_string(file.number()) + " of the candidate file \"" + path.string() +
                "\" does not fit the dataset: " + reason + ".",
            "The line is: " + excerpt(line),
            "Use a file that was made for this dataset with the same filters, or let candidates be drawn.");
    };
    if (!file.next(line) || trim(line) != "user_id,n,negative_item_ids")
        throw UserError("\"" + path.string() + "\" is no file of candidates.", "Its first line is: " + excerpt(line),
                        "The first line must be user_id,n,negative_item_ids.");
    CandidateLists result{split, n, seed, {}, std::vector<std::vector<ItemId>>(dataset.train.size()), {}};
    while (file.next(line)) {
        if (trim(line).empty()) continue;
        if (!splitter.split(line, fields) || fields.size() != 3) refuse("it does not have three fields");
        const auto count = parse_integer(trim(fields[1]));
        if (!count) refuse("its second field is not a number");
        if (*count != n - 1) continue;
        const auto user = users.find(trim(fields[0]));
        if (user == users.end()) refuse("the user is not in the dataset");
        const auto target = targets[user->second];
        if (target == 0) continue;
        split_blanks(fields[2], ids);
        if (static_cast<std::int64_t>(ids.size()) != *count) refuse("it does not list as many items as it says");
        auto& list = result.lists[user->second];
        if (!list.empty()) refuse("the user was listed before");
        std::unordered_set<ItemId> chosen{target};
        for (const auto id : ids) {
            const auto item = items.find(id);
            if (item == items.end()) refuse("item " + std::string(id) + " is not in the dataset");
            if (!chosen.insert(static_cast<ItemId>(item->second)).second)
                refuse("item " + std::string(id) + " is listed twice or is the true item");
            list.push_back(static_cast<ItemId>(item->second));
        }
        list.push_back(target);
        shuffle_list(list, split, seed, user->second);
    }
    for (std::size_t user = 1; user < targets.size(); ++user)
        if (targets[user] != 0 && result.lists[user].empty())
            throw UserError("The candidate file \"" + path.string() + "\" has no list of " + std::to_string(n - 1) +
                                " items for user " + dataset.user_raw_ids[user] + ".",
                            "Every user of the " + split + " split needs one.",
                            "Use another number of candidates, or a file that was made for this dataset.");
    return result;
}

}  // namespace wb
