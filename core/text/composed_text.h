// A text in Unicode's composed form, and where its bytes came from. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace wb {

/// Normalisation Form C (Unicode Standard Annex 15). A text that is in it already, as nearly all are, is not copied,
/// so it must live as long as this does. Texts have at most 2^31 - 1 bytes.
class ComposedText {
  public:
    explicit ComposedText(std::string_view source);
    ~ComposedText();
    ComposedText(const ComposedText&) = delete;
    ComposedText& operator=(const ComposedText&) = delete;

    std::string_view text() const { return text_; }
    /// The byte of the source where the part begins that byte `at` of text() belongs to; of the end, the end.
    std::size_t source(std::size_t at) const;

  private:
    struct Changed;
    std::string_view text_;
    std::unique_ptr<Changed> changed_;  ///< null = text() is the source
};

}  // namespace wb
