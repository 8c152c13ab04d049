// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipes/qwen3_tiny/byte_pair_trainer.h"

#include <map>
#include <set>

#include "text/byte_alphabet.h"
#include "text/text_pieces.h"

namespace wb::recipe {

namespace {

using Symbols = std::vector<std::int32_t>;
using Symbol = std::pair<std::int32_t, std::int32_t>;

struct Piece {
    Symbols symbols;
    std::int64_t count = 0;
};

class Trainer {
  public:
    explicit Trainer(const std::vector<std::string>& texts) {
        std::map<std::string, std::int64_t, std::less<>> counts;
        for (const std::string& text : texts)
            for (std::size_t at = 0; at < text.size();) {
                const std::size_t end = piece_end(text, at);
                ++counts[text.substr(at, end - at)];
                at = end;
            }
        for (int byte = 0; byte < 256; ++byte) bytes_.emplace_back(1, static_cast<char>(byte));
        for (const auto& [text, count] : counts) {
            Piece piece;
            for (const char c : text) piece.symbols.push_back(static_cast<unsigned char>(c));
            piece.count = count;
            pieces_.push_back(piece);
        }
        for (std::size_t p = 0; p < pieces_.size(); ++p) count(p, +1);
    }

    /// False when no pair occurs twice.
    bool join_best() {
        const std::pair<const Symbol, std::int64_t>* best = nullptr;
        for (const auto& pair : counts_)
            if (!best || pair.second > best->second ||
                (pair.second == best->second && spelled(pair.first) < spelled(best->first)))
                best = &pair;
        if (!best || best->second < 2) return false;
        const Symbol pair = best->first;
        const auto joined = static_cast<std::int32_t>(bytes_.size());
        bytes_.push_back(bytes_[static_cast<std::size_t>(pair.first)] +
                         bytes_[static_cast<std::size_t>(pair.second)]);
        merges_.push_back(pair);
        const auto touched = where_[pair];
        for (const std::size_t p : touched) {
            count(p, -1);
            Symbols& symbols = pieces_[p].symbols;
            Symbols shorter;
            for (std::size_t i = 0; i < symbols.size(); ++i) {
                const bool here = i + 1 < symbols.size() && symbols[i] == pair.first && symbols[i + 1] == pair.second;
                shorter.push_back(here ? joined : symbols[i]);
                i += here;
            }
            symbols = shorter;
            count(p, +1);
        }
        counts_.erase(pair);
        return true;
    }

    TokenizerParts parts() const {
        TokenizerParts out;
        for (std::size_t id = 0; id < bytes_.size(); ++id)
            out.vocabulary.emplace_back(stand_ins_of(bytes_[id]), static_cast<std::int32_t>(id));
        for (const auto& [left, right] : merges_)
            out.merges.emplace_back(stand_ins_of(bytes_[static_cast<std::size_t>(left)]),
                                    stand_ins_of(bytes_[static_cast<std::size_t>(right)]));
        return out;
    }

  private:
    std::vector<std::string> bytes_;  ///< of each symbol
    std::vector<Piece> pieces_;
    std::vector<Symbol> merges_;
    std::map<Symbol, std::int64_t> counts_;
    std::map<Symbol, std::set<std::size_t>> where_;  ///< pieces that have, or had, the pair

    std::pair<std::string, std::string> spelled(const Symbol& pair) const {
        return {bytes_[static_cast<std::size_t>(pair.first)], bytes_[static_cast<std::size_t>(pair.second)]};
    }
    void count(std::size_t p, std::int64_t sign) {
        const Piece& piece = pieces_[p];
        for (std::size_t i = 0; i + 1 < piece.symbols.size(); ++i) {
            const Symbol pair{piece.symbols[i], piece.symbols[i + 1]};
            counts_[pair] += sign * piece.count;
            if (sign > 0) where_[pair].insert(p);
        }
    }
};

}  // namespace

TokenizerParts train_byte_pairs(const std::vector<std::string>& texts, int merges,
                                const std::vector<AddedToken>& added) {
    Trainer trainer(texts);
    for (int i = 0; i < merges; ++i)
        if (!trainer.join_best()) break;
    TokenizerParts parts = trainer.parts();
    auto id = static_cast<std::int32_t>(parts.vocabulary.size());
    for (AddedToken token : added) {
        token.id = id++;
        parts.added.push_back(token);
    }
    return parts;
}

}  // namespace wb::recipe
