// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipes/qwen3_tiny/made_worlds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <sstream>

namespace wb::recipe {

namespace {

constexpr std::array onsets{"b",  "br", "c",  "ch", "cl", "d",  "dr", "f", "fl", "g",  "gr", "h",  "j",
                            "k",  "l",  "m",  "n",  "p",  "pl", "qu", "r", "s",  "sh", "sk", "sl", "sn",
                            "sp", "st", "sw", "t",  "th", "tr", "v",  "w", "wh", "y",  "z",  ""};
constexpr std::array vowels{"a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "ea", "ee", "ie", "oa", "oo", "ou"};
constexpr std::array codas{"",  "",   "",   "",   "b",  "ck", "d", "ft", "g",  "l", "ll", "lt", "m",
                           "n", "nd", "ng", "nk", "nt", "p",  "r", "rd", "rn", "s", "st", "t",  "x"};
constexpr std::array endings{"",   "",    "",   "",   "er", "y",    "ed",   "on",   "le",  "in",
                             "el", "ing", "et", "al", "um", "ious", "tion", "ment", "ess", "ish"};
constexpr std::array joiners{" ", " ", " ", " by ", " with ", " of ", " for ", ", ", " - ", ": "};

template <class Table>
const char* any(const Table& table, Rng& rng) {
    return table[rng.below(table.size())];
}

std::string capitalised(std::string word) {
    if (!word.empty() && word.front() >= 'a' && word.front() <= 'z')
        word.front() = static_cast<char>(word.front() - 'a' + 'A');
    return word;
}

std::size_t drawn(const std::vector<double>& logits, Rng& rng) {
    const double top = *std::max_element(logits.begin(), logits.end());
    double total = 0;
    for (const double z : logits) total += std::exp(z - top);
    double rest = rng.uniform() * total;
    for (std::size_t i = 0; i + 1 < logits.size(); ++i)
        if ((rest -= std::exp(logits[i] - top)) < 0) return i;
    return logits.size() - 1;
}

std::string made_title(Rng& rng) {
    std::string title = capitalised(made_word(rng));
    for (auto more = rng.below(4); more > 0; --more) title += any(joiners, rng) + made_word(rng);
    if (rng.below(6) == 0) title += " (" + std::to_string(1950 + rng.below(75)) + ")";
    if (rng.below(10) == 0) title += " " + std::to_string(1 + rng.below(500)) + (rng.below(2) ? " ml" : " oz");
    return title;
}

/// Up to `most` words of the title become others; one stays at least.
std::string with_other_words(const std::string& title, int most, const std::vector<std::string>& words, Rng& rng) {
    std::vector<std::string> parts;
    std::istringstream in(title);
    for (std::string word; in >> word;) parts.push_back(word);
    std::vector<std::size_t> order(parts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    rng.shuffle(order);
    const auto changed =
        std::min<std::size_t>(parts.size() - 1, most > 0 ? 1 + rng.below(static_cast<std::uint64_t>(most)) : 0);
    for (std::size_t i = 0; i < changed; ++i) parts[order[i]] = words[rng.below(words.size())];
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : " ") + part;
    return out;
}

}  // namespace

std::string made_word(Rng& rng) {
    std::string word;
    for (auto syllables = 1 + rng.below(2); syllables > 0; --syllables) {
        word += any(onsets, rng);
        word += any(vowels, rng);
        word += any(codas, rng);
    }
    word += any(endings, rng);
    return rng.below(3) == 0 ? capitalised(word) : word;
}

ListCase repeated_item_case(const ReadingLevel& level, const std::vector<std::string>& common, Rng& rng) {
    const auto title = [&] {
        if (level.new_words && rng.below(2) == 0) return made_title(rng);
        std::string text;
        for (auto words = 1 + rng.below(static_cast<std::uint64_t>(level.words)); words > 0; --words)
            text += (text.empty() ? "" : " ") + common[rng.below(common.size())];
        return text;
    };
    const int n = rng.below(2) ? level.candidates
                               : 2 + static_cast<int>(rng.below(static_cast<std::uint64_t>(level.candidates) - 1));
    const int past = 1 + static_cast<int>(rng.below(static_cast<std::uint64_t>(level.history)));
    ListCase out;
    std::vector<std::string> used;
    const auto other_title = [&] {
        for (;;) {
            const auto text = title();
            if (std::find(used.begin(), used.end(), text) != used.end()) continue;
            used.push_back(text);
            return text;
        }
    };
    for (int i = 0; i < n; ++i) out.candidates.push_back(other_title());
    for (int i = 0; i < past; ++i) out.history.push_back(other_title());
    out.right = rng.below(static_cast<std::uint64_t>(n));
    out.history[rng.below(static_cast<std::uint64_t>(past))] =
        with_other_words(out.candidates[out.right], level.changed, common, rng);
    return out;
}

MadeWorld::MadeWorld(Rng& rng) {
    const std::size_t traits = 2 + rng.below(3);
    for (std::size_t t = 0; t < traits; ++t) {
        Trait trait;
        const std::size_t values = 3 + rng.below(7);
        while (trait.words.size() < values) {
            const auto word = made_word(rng);
            if (std::find(trait.words.begin(), trait.words.end(), word) == trait.words.end())
                trait.words.push_back(word);
        }
        trait.strength = 2.0 + 3.0 * rng.uniform();
        traits_.push_back(trait);
    }
    std::vector<std::string> between;
    for (std::size_t t = 0; t < traits; ++t) between.push_back(any(joiners, rng));
    std::vector<std::string> makers;
    for (int i = 0; i < 12; ++i) makers.push_back(capitalised(made_word(rng)));
    const bool made_by = rng.below(2) == 0;
    for (int i = 0; i < 120; ++i) {
        Thing thing;
        for (std::size_t t = 0; t < traits; ++t) {
            const std::size_t value = rng.below(traits_[t].words.size());
            thing.values.push_back(value);
            thing.title += (t ? between[t] : "") + traits_[t].words[value];
        }
        thing.title = capitalised(thing.title);
        if (made_by) thing.title += " by " + makers[rng.below(makers.size())];
        things_.push_back(thing);
    }
}

ListCase MadeWorld::draw(int candidates, int history, Rng& rng) const {
    std::vector<std::size_t> favourites;
    for (const Trait& trait : traits_) favourites.push_back(rng.below(trait.words.size()));
    const auto liking = [&](const Thing& thing) {
        double sum = 0;
        for (std::size_t t = 0; t < traits_.size(); ++t)
            if (thing.values[t] == favourites[t]) sum += traits_[t].strength;
        return sum;
    };
    std::vector<std::size_t> order(things_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    rng.shuffle(order);
    std::vector<std::string> taken;
    while (taken.size() < static_cast<std::size_t>(history) + 1) {
        std::vector<double> logits;
        for (const std::size_t thing : order) logits.push_back(liking(things_[thing]));
        const std::size_t next = drawn(logits, rng);
        taken.push_back(things_[order[next]].title);
        order.erase(order.begin() + static_cast<std::ptrdiff_t>(next));
    }
    ListCase out;
    out.history.assign(taken.begin(), taken.end() - 1);
    for (int i = 1; i < candidates; ++i) out.candidates.push_back(things_[order[static_cast<std::size_t>(i)]].title);
    out.right = rng.below(static_cast<std::uint64_t>(candidates));
    out.candidates.insert(out.candidates.begin() + static_cast<std::ptrdiff_t>(out.right), taken.back());
    return out;
}

std::vector<std::string> vocabulary_texts(std::uint64_t seed) {
    static constexpr std::array common{
        "the",     "and",     "of",      "in",         "a",     "for",   "with",  "to",     "on",      "by",
        "from",    "new",     "set",     "pack",       "size",  "color", "black", "white",  "red",     "blue",
        "green",   "gold",    "silver",  "small",      "large", "mini",  "game",  "games",  "edition", "video",
        "movie",   "story",   "love",    "life",       "night", "day",   "man",   "woman",  "girl",    "boy",
        "king",    "world",   "house",   "dead",       "star",  "last",  "first", "great",  "little",  "big",
        "hair",    "skin",    "face",    "body",       "hand",  "eye",   "nail",  "cream",  "oil",     "water",
        "soap",    "brush",   "natural", "organic",    "women", "men",   "kids",  "people", "like",    "who",
        "that",    "this",    "is",      "are",        "it",    "one",   "two",   "three",  "light",   "dark",
        "soft",    "hard",    "warm",    "cold",       "wood",  "metal", "paper", "glass",  "music",   "book",
        "pattern", "picture", "shows",   "background", "plain", "round", "long",  "short",  "home",    "city"};
    Rng rng(seed, "vocabulary texts");
    std::vector<std::string> texts;
    for (int i = 0; i < 20000; ++i) {
        std::string text = made_title(rng);
        if (i % 2 == 0)
            for (int w = 0; w < 4; ++w) text += std::string(" ") + any(common, rng);
        texts.push_back(text);
    }
    for (const PromptTemplate& wording : prompt_templates()) {
        const std::vector<std::string> past(5, "-"), list(52, "-");
        for (int i = 0; i < 500; ++i) texts.push_back(wording.fill(past, list));
    }
    return texts;
}

}  // namespace wb::recipe
