// Generated catalogues to learn from: words that mean nothing, and people who like some of them.
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
    int changed = 0;          ///< words of the title, at most, that are others in the history; one stays at least
};
/// The right candidate is the one that stands in the history, whole or in part. `common`: words to make titles from.
ListCase repeated_item_case(const ReadingLevel& level, const std::vector<std::string>& common, Rng& rng);

/// A catalogue whose items have a value for each of some traits, told by a word of their titles, and people who have
/// a favourite value of each trait.
class MadeWorld {
  public:
    explicit MadeWorld(Rng& rng);
    /// A person's items: the history and the right candidate; the other candidates are drawn evenly.
    ListCase draw(int candidates, int history, Rng& rng) const;

  private:
    struct Trait {
        std::vector<std::string> words;
        double strength = 0;  ///< what the favourite adds to the logarithm of an item's weight
    };
    struct Thing {
        std::vector<std::size_t> values;  ///< by trait
        std::string title;
    };
    std::vector<Trait> traits_;
    std::vector<Thing> things_;
};

/// Sentences for training the vocabulary: titles of many worlds, words of commerce and film, prompts.
std::vector<std::string> vocabulary_texts(std::uint64_t seed);

}  // namespace wb::recipe
