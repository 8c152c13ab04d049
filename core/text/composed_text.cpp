// A text in Unicode's composed form, and where its bytes came from. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/composed_text.h"

#include <unicode/bytestream.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace wb {

namespace {

const icu::Normalizer2& composer() {
    UErrorCode status = U_ZERO_ERROR;
    const auto* normaliser = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status) || !normaliser) throw std::runtime_error("ICU's data for NFC are not there");
    return *normaliser;
}

}  // namespace

struct ComposedText::Changed {
    std::string text;
    /// Of each stretch: its begin in the new text and in the source; stretches that did not change run alike.
    struct Stretch {
        std::size_t begin, source;
        bool changed;
    };
    std::vector<Stretch> stretches;
};

ComposedText::ComposedText(std::string_view source) : text_(source) {
    if (std::all_of(source.begin(), source.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return;
    const icu::StringPiece piece(source.data(), static_cast<std::int32_t>(source.size()));
    UErrorCode status = U_ZERO_ERROR;
    if (composer().isNormalizedUTF8(piece, status) && U_SUCCESS(status)) return;
    changed_ = std::make_unique<Changed>();
    icu::StringByteSink<std::string> sink(&changed_->text);
    icu::Edits edits;
    status = U_ZERO_ERROR;
    composer().normalizeUTF8(0, piece, sink, &edits, status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU cannot compose a text");
    for (auto at = edits.getFineIterator(); at.next(status);)
        changed_->stretches.push_back({static_cast<std::size_t>(at.destinationIndex()),
                                       static_cast<std::size_t>(at.sourceIndex()), at.hasChange() != 0});
    changed_->stretches.push_back({changed_->text.size(), source.size(), true});
    text_ = changed_->text;
}

ComposedText::~ComposedText() = default;

std::size_t ComposedText::source(std::size_t at) const {
    if (!changed_) return at;
    const auto& stretches = changed_->stretches;
    const auto behind =
        std::upper_bound(stretches.begin(), stretches.end(), at,
                         [](std::size_t place, const auto& stretch) { return place < stretch.begin; });
    const auto& stretch = *std::prev(behind);
    return stretch.changed ? stretch.source : stretch.source + (at - stretch.begin);
}

}  // namespace wb
