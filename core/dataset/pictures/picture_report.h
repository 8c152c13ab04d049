// What became of the pictures of a dataset, counted. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace wb {

/// What became of one item's picture. Numbers are stored in files: add behind, never change.
enum class PictureOutcome : std::uint8_t {
    none = 0,       ///< the item names no picture
    ok,             ///< decoded
    missing,        ///< the file is not there any more
    not_a_file,     ///< a folder, a device, a link that leads nowhere or in a circle
    unreadable,     ///< no permission, or the disk failed
    zero_bytes,     ///<
    not_a_picture,  ///< a web page, a text
    unsupported,    ///< a picture of a kind that is not read (TIFF, AVIF, 12-bit JPEG)
    damaged,        ///< the decoder or the header's parser refused it
    cut_short,      ///< its end is missing
    too_large,      ///< its header claims more than is ever decoded, or the file is too long
};
inline constexpr std::size_t picture_outcomes = 11;

/// What was special about a picture that was decoded: bits.
enum PictureTrait : std::uint16_t {
    picture_animated = 1,      ///< its first frame was taken
    picture_cmyk = 2,          ///<
    picture_grey = 4,          ///<
    picture_sixteen_bit = 8,   ///<
    picture_alpha = 16,        ///< put on white
    picture_turned = 32,       ///< by its EXIF orientation
    picture_made_smaller = 64  ///<
};
inline constexpr std::size_t picture_traits = 7;

std::string picture_outcome_name(PictureOutcome outcome);  ///< "zero_bytes"; a key, not translated
std::string picture_trait_name(std::size_t bit);           ///< "sixteen_bit"

struct PictureExample {
    PictureOutcome outcome = PictureOutcome::none;
    std::string raw_id, file, why;
};

struct PictureReport {
    std::int64_t items = 0;  ///< all items
    std::array<std::int64_t, picture_outcomes> outcomes{};
    std::array<std::int64_t, picture_traits> traits{};
    std::int64_t decoded_now = 0;          ///< the others were taken from an earlier cache
    std::uint64_t bytes = 0;               ///< of the cache file
    double seconds = 0;                    ///<
    std::vector<PictureExample> examples;  ///< at most three for each outcome but none and ok

    std::int64_t count(PictureOutcome outcome) const { return outcomes[static_cast<std::size_t>(outcome)]; }
    void add(PictureOutcome outcome, unsigned traits_of_it);
    /// Keeps it unless there are three of its outcome.
    void add_example(PictureExample example);
    /// Pictures that are there and could not be used.
    std::int64_t refused() const;
    std::string to_json() const;
};

/// "3 pictures are damaged." and the like, one sentence for each outcome and trait that occurred; not ok and none.
std::vector<std::string> picture_sentences(const PictureReport& report);

}  // namespace wb
