// Fuzz target: a text, and the files of a tokenizer that may cut it. Layer: fuzz targets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>

#include "fuzz/fuzz_input.h"
#include "text/byte_alphabet.h"
#include "text/composed_text.h"
#include "text/tokenizer_files.h"

namespace {

/// Every byte is a token, as in the tokenizers of all models of this kind, and a few pairs are joined.
const wb::Tokenizer& small() {
    static const wb::Tokenizer tokenizer = [] {
        wb::TokenizerParts parts;
        for (int byte = 0; byte < 256; ++byte)
            parts.vocabulary.emplace_back(wb::stand_ins_of(std::string(1, static_cast<char>(byte))), byte);
        std::int32_t id = 256;
        for (const char* pair : {"in", "th", "e ", "  ", "\xc3\xa9", "\xcc\x81"}) {
            const std::string_view both(pair, 2);
            parts.vocabulary.emplace_back(wb::stand_ins_of(both), id++);
            parts.merges.emplace_back(wb::stand_ins_of(both.substr(0, 1)), wb::stand_ins_of(both.substr(1)));
        }
        parts.added = {{300, "<s>", true}, {301, "<s><s>", false}};
        return wb::Tokenizer(parts);
    }();
    return tokenizer;
}

/// Ids and ranges belong together, and the bytes of the ids are those of the text in its composed form.
void check(const wb::Tokenizer& tokenizer, std::string_view text) {
    const auto ids = tokenizer.encode(text);
    const auto spans = tokenizer.encode_with_offsets(text);
    if (spans.size() != ids.size()) std::abort();
    std::uint32_t reached = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (spans[i].id != ids[i] || spans[i].begin > spans[i].end || spans[i].end > text.size()) std::abort();
        if (spans[i].begin > reached) std::abort();
        reached = std::max(reached, spans[i].end);
    }
    if (reached != text.size()) std::abort();
    const std::string back = tokenizer.decode(ids);
    if (back != wb::repaired_utf8(back)) std::abort();
    if (text.find('<') == std::string_view::npos && back != wb::repaired_utf8(wb::ComposedText(text).text()))
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parts = fuzz::parts(fuzz::text_of(data, size), 5);
    check(small(), parts[0]);
    fuzz::folder().clear();
    const char* names[] = {"tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json"};
    for (std::size_t i = 0; i < 4; ++i)
        if (!parts[i + 1].empty()) fuzz::folder().write(names[i], parts[i + 1]);
    fuzz::run([&] { check(wb::load_tokenizer(fuzz::folder().path()), parts[0]); });
    return 0;
}
