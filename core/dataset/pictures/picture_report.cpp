// What became of the pictures of a dataset, counted. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/picture_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace wb {

namespace {

struct Words {
    const char *key, *one, *many;
};

constexpr std::array<Words, picture_outcomes> k_outcomes = {{
    {"none", "", ""},
    {"ok", "", ""},
    {"missing", "file is not there any more", "files are not there any more"},
    {"not_a_file", "is a folder, a device or a link that leads nowhere",
     "are folders, devices or links that lead nowhere"},
    {"unreadable", "file cannot be read", "files cannot be read"},
    {"zero_bytes", "file is empty", "files are empty"},
    {"not_a_picture", "file is no picture", "files are no pictures"},
    {"unsupported", "picture is of a kind that is not read", "pictures are of a kind that is not read"},
    {"damaged", "picture is damaged", "pictures are damaged"},
    {"cut_short", "picture is cut short", "pictures are cut short"},
    {"too_large", "picture is too large to be decoded safely", "pictures are too large to be decoded safely"},
}};

constexpr std::array<Words, picture_traits> k_traits = {{
    {"animated", "picture is animated; its first frame was taken",
     "pictures are animated; the first frame was taken"},
    {"cmyk", "picture was CMYK", "pictures were CMYK"},
    {"grey", "picture is grey", "pictures are grey"},
    {"sixteen_bit", "picture had 16 bits per colour", "pictures had 16 bits per colour"},
    {"alpha", "picture was transparent and was put on white", "pictures were transparent and were put on white"},
    {"turned", "picture was turned as its camera says", "pictures were turned as their camera says"},
    {"made_smaller", "picture was made smaller", "pictures were made smaller"},
}};

std::string sentence(std::int64_t count, const Words& words) {
    return std::to_string(count) + " " + (count == 1 ? words.one : words.many) + ".";
}

}  // namespace

std::string picture_outcome_name(PictureOutcome outcome) {
    return k_outcomes.at(static_cast<std::size_t>(outcome)).key;
}

std::string picture_trait_name(std::size_t bit) {
    return k_traits.at(bit).key;
}

void PictureReport::add(PictureOutcome outcome, unsigned traits_of_it) {
    ++outcomes[static_cast<std::size_t>(outcome)];
    for (std::size_t bit = 0; bit < picture_traits; ++bit) traits[bit] += traits_of_it >> bit & 1;
}

void PictureReport::add_example(PictureExample example) {
    const auto same = std::count_if(examples.begin(), examples.end(),
                                    [&](const PictureExample& other) { return other.outcome == example.outcome; });
    if (same < 3) examples.push_back(std::move(example));
}

std::int64_t PictureReport::refused() const {
    std::int64_t sum = 0;
    for (const auto count : outcomes) sum += count;
    return sum - count(PictureOutcome::none) - count(PictureOutcome::ok);
}

std::string PictureReport::to_json() const {
    using nlohmann::json;
    json document = {{"items", items},
                     {"outcomes", json::object()},
                     {"traits", json::object()},
                     {"bytes", bytes},
                     {"examples", json::array()}};
    for (std::size_t i = 0; i < picture_outcomes; ++i)
        if (outcomes[i] > 0 || i == static_cast<std::size_t>(PictureOutcome::ok))
            document["outcomes"][k_outcomes[i].key] = outcomes[i];
    for (std::size_t i = 0; i < picture_traits; ++i)
        if (traits[i] > 0) document["traits"][k_traits[i].key] = traits[i];
    for (const PictureExample& example : examples)
        document["examples"].push_back({{"outcome", picture_outcome_name(example.outcome)},
                                        {"raw_id", example.raw_id},
                                        {"file", example.file},
                                        {"why", example.why}});
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<std::string> picture_sentences(const PictureReport& report) {
    std::vector<std::string> sentences;
    for (std::size_t i = 2; i < picture_outcomes; ++i)
        if (report.outcomes[i] > 0) sentences.push_back(sentence(report.outcomes[i], k_outcomes[i]));
    for (std::size_t i = 0; i < picture_traits; ++i)
        if (report.traits[i] > 0) sentences.push_back(sentence(report.traits[i], k_traits[i]));
    return sentences;
}

}  // namespace wb
