// What the records of an item file look like as they stand, before anything is cleaned. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wb {

/// Counts over all records of the item files, those of items that nobody touched included.
struct ItemRecordCounts {
    std::int64_t records = 0;        ///< with an id that can be used
    std::int64_t of_items = 0;       ///< whose id some interaction names as an item
    std::int64_t of_users_only = 0;  ///< whose id some interaction names as a user and none as an item
    std::int64_t repeated = 0;       ///< whose id an earlier record had
    std::int64_t ids_repeated = 0;   ///< ids with several records
    std::int64_t ids_differing = 0;  ///< ids whose records are not all the same, byte by byte
    std::int64_t untitled = 0;       ///< title missing or blank
    std::int64_t markup_titles = 0;  ///< with a tag, or a part of one: "<span class="
    std::int64_t script_titles = 0;  ///< with a piece of a script
    std::int64_t entity_titles = 0;  ///< with "&amp;", "&#39;" and the like
    std::int64_t same_title = 0;     ///< records that have `commonest_title`; 1 when all differ
    std::string commonest_title;
    std::vector<std::string> repeated_ids, markup_examples, script_examples, entity_examples;  ///< at most three each
};

/// Told of every record by the readers. Takes 16 bytes a record and a few megabytes at most beside them.
class ItemRecordCounter {
  public:
    enum class Known { item, user_only, neither };  ///< where the interactions name the record's id
    /// `title`: as it stands in the file, empty when there is none. `record`: all of the record.
    void add(std::string_view id, std::string_view title, std::string_view record, Known known);
    /// An id whose earlier record was kept; the first three become examples.
    void add_repeated(std::string_view id);
    ItemRecordCounts counts() const;

  private:
    ItemRecordCounts counts_;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> digests_;  ///< of the id and of the whole record
    std::unordered_map<std::uint64_t, std::int64_t> titles_;        ///< records by digest of the title
};

bool holds_markup(std::string_view text);    ///< "<b>", "</p", "<span class="; not "a < b"
bool holds_script(std::string_view text);    ///< pieces of JavaScript that page readers took for text
bool holds_entities(std::string_view text);  ///< "&amp;", "&#39;", "&#x27;"

}  // namespace wb
