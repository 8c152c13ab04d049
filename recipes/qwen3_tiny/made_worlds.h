// Generated catalogues to learn from: words that mean nothing, and people whose next item follows from the last ones.
// Recipe of qwen3-tiny. Nothing here is taken from the sample catalogue or from a published data set.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "foundation/random.h"
#include "text/list_prompt.h"

namespace wb::recipe {

/// "velino", "Traskum": made of syllables.
std::string made_word(Rng& rng);

/// What stands in a prompt, and which candidate is right.
struct ListCase {
    std::vector<std::string> history, candidates;
    std::size_t right = 0;
};

/// How hard it is to find an item again.
struct ReadingLevel {
    int candidates, history;  ///< at most
    int words;                ///< of a title, at most
    bool new_words;           ///< half of the words were never seen before, instead of all being from a small set
};
/// The right candidate is the one that stands in the history. `common`: words to make titles from.
ListCase repeated_item_case(const ReadingLevel& level, const std::vector<std::string>& common, Rng& rng);

/// A catalogue whose items have a value for each of some traits, and a law of what comes next: each value of a trait
/// has one that is wanted after it, never itself, so that common words alone say nothing.
class MadeWorld {
  public:
    MadeWorld(std::uint64_t seed, std::uint64_t number);
    ListCase draw(int candidates, int history, Rng& rng) const;

  private:
    struct Trait {
        std::vector<std::string> words;
        std::vector<std::size_t> wanted;  ///< value of the last item -> value that is wanted next
        double strength = 0;
    };
    struct Thing {
        std::vector<std::size_t> values;  ///< by trait
        std::string title;
    };
    std::vector<Trait> traits_;
    std::vector<Thing> things_;
    double logit(const Thing& last, const Thing& next) const;
};

/// Sentences for training the vocabulary: titles of many worlds, words of commerce and film, prompts.
std::vector<std::string> vocabulary_texts(std::uint64_t seed);

}  // namespace wb::recipe
