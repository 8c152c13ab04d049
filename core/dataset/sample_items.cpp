// The things of the sample catalogue: what can be seen, and the words for it. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/sample_items.h"

#include <array>
#include <cstddef>

#include "foundation/random.h"

namespace wb {
namespace {

struct Kind {
    const char* name;
    const char* use;    ///< second sentence of the text
    const char* buyer;  ///< end of the summary
};
constexpr std::array<Kind, sample_kinds> kinds{{
    {"mug", "Holds a third of a litre and stays warm in the hand.", "linger over breakfast"},
    {"lamp", "Gives a soft light for a bedside or a desk.", "read in the evening"},
    {"chair", "Sturdy legs and a seat that is comfortable for hours.", "have guests at the table"},
    {"kite", "Light enough to rise in the gentlest breeze.", "spend windy days outside"},
    {"boat", "Sails across a pond or stands on a shelf.", "like the sea and toys for it"},
    {"umbrella", "Opens wide and does not turn inside out in a gust.", "walk in any weather"},
    {"bag", "Room for groceries, books or a day at the beach.", "carry a lot around town"},
    {"hat", "Keeps off the sun and packs flat in a suitcase.", "are often out in the sun"},
    {"vase", "Stands firmly and holds a full bunch of flowers.", "bring flowers home"},
    {"cushion", "Soft filling and a cover that can be washed.", "like a cosy sofa"},
    {"sock", "Warm at the heel and thin enough for any shoe.", "suffer from cold feet"},
    {"shirt", "Light cotton that keeps its shape after washing.", "like a relaxed wardrobe"},
}};

struct Colour {
    const char* word;   ///< in captions
    const char* trade;  ///< in titles
    SampleRgb rgb;
};
/// In the order of the colour wheel as far as there is one: neighbours look alike.
constexpr std::array<Colour, sample_colours> colours{{
    {"red", "Crimson", {206, 32, 41}},
    {"orange", "Tangerine", {240, 128, 24}},
    {"yellow", "Lemon", {244, 208, 40}},
    {"green", "Emerald", {44, 150, 66}},
    {"teal", "Lagoon", {24, 158, 160}},
    {"blue", "Cobalt", {36, 84, 196}},
    {"purple", "Violet", {122, 56, 176}},
    {"pink", "Rose", {238, 116, 168}},
    {"brown", "Walnut", {124, 78, 44}},
    {"grey", "Slate", {112, 116, 122}},
}};

struct Pattern {
    const char* adjective;  ///< in titles
    const char* with;       ///< in texts and captions
    const char* liking;     ///< in summaries
};
constexpr std::array<Pattern, sample_patterns> patterns{{
    {"plain", "in one colour", "a plain surface"},
    {"striped", "with stripes", "stripes"},
    {"dotted", "with dots", "dots"},
    {"checked", "with checks", "checks"},
    {"zigzag", "with zigzag lines", "zigzag lines"},
}};

struct Background {
    const char* word;
    SampleRgb rgb;
};
constexpr std::array<Background, sample_backgrounds> backgrounds{{
    {"white", {250, 250, 248}},
    {"cream", {250, 241, 222}},
    {"pale blue", {222, 234, 246}},
    {"pale green", {226, 240, 226}},
}};

constexpr std::array brands{"Arlo",  "Bramble", "Corvin",  "Dalia",  "Elmo",   "Fenna",  "Gusto",  "Hollis",
                            "Inka",  "Juniper", "Kestrel", "Lumo",   "Marlow", "Nettle", "Oslow",  "Pippin",
                            "Quill", "Rowan",   "Sable",   "Tindra", "Umbra",  "Velle",  "Wicker", "Yarrow"};

template <class Table>
const auto& at(const Table& table, int index) {
    return table.at(static_cast<std::size_t>(index));
}

/// "a red mug", "an orange mug".
std::string with_article(const std::string& words) {
    const bool vowel = std::string("aeiou").find(words.front()) != std::string::npos;
    return (vowel ? "an " : "a ") + words;
}

std::string capitalised(std::string words) {
    if (words.front() >= 'a' && words.front() <= 'z') words.front() = static_cast<char>(words.front() - 'a' + 'A');
    return words;
}

}  // namespace

SampleRgb sample_colour(int colour) {
    return at(colours, colour).rgb;
}
SampleRgb sample_background(int background) {
    return at(backgrounds, background).rgb;
}

std::vector<SampleThing> sample_things(std::uint64_t seed) {
    Rng rng(seed, "sample things");
    std::vector<SampleThing> things;
    for (int kind = 0; kind < sample_kinds; ++kind) {
        std::vector<SampleThing> all;
        for (int colour = 0; colour < sample_colours; ++colour) {
            for (int pattern = 0; pattern < sample_patterns; ++pattern) {
                all.push_back({.kind = kind, .colour = colour, .pattern = pattern});
            }
        }
        rng.shuffle(all);
        things.insert(things.end(), all.begin(), all.begin() + sample_items_per_kind);
    }
    for (SampleThing& thing : things) {
        thing.background = static_cast<int>(rng.below(sample_backgrounds));
        thing.brand = static_cast<int>(rng.below(brands.size()));
    }
    rng.shuffle(things);
    return things;
}

Item describe_sample_thing(const SampleThing& thing, const std::string& raw_id) {
    const Kind& kind = at(kinds, thing.kind);
    const Colour& colour = at(colours, thing.colour);
    const Pattern& pattern = at(patterns, thing.pattern);
    const std::string name = kind.name, word = colour.word, trade = colour.trade, brand = at(brands, thing.brand);
    const std::string seen = with_article(word + " " + name) + " " + pattern.with;
    Item item;
    item.raw_id = raw_id;
    item.title = trade + " " + pattern.adjective + " " + name + " by " + brand;
    item.description = capitalised(seen) + ", from " + brand + ". " + kind.use;
    item.caption = seen + " on a " + at(backgrounds, thing.background).word + " background";
    item.summary = "For people who like " + word + " and " + pattern.liking + " and who " + kind.buyer + ".";
    return item;
}

}  // namespace wb
