// The few members of a record (JSON, or a Python literal) that the readers of large files need. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string_view>

namespace wb {

/// Looks into one record after the other without building them: of all members only these are kept. Where a record
/// has several names for the same thing, the first of the list counts; a null counts as missing.
class RecordFields {
  public:
    RecordFields();
    ~RecordFields();
    RecordFields(const RecordFields&) = delete;
    RecordFields& operator=(const RecordFields&) = delete;

    /// False: `line` is no JSON object and no Python dict. TextStream::k_padding bytes must be readable behind it.
    bool parse(std::string_view line);
    /// The same for text that has nothing readable behind it.
    bool parse_copy(std::string_view line);

    // Of the record parsed last; valid until the next one. Ids are strings or whole numbers, trimmed.
    std::string_view user;         ///< reviewerID, user_id, userId, user
    std::string_view item;         ///< parent_asin (variants share it, and product records are by parent), asin, ...
    std::string_view title;        ///< as it stands; empty where it is missing or no string
    std::optional<double> rating;  ///< overall, rating
    std::optional<double> time;    ///< unixReviewTime, timestamp, sort_timestamp, time; as it stands

  private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace wb
