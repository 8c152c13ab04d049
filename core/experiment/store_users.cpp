// Results per user: one row each, the vectors beside them as blobs. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <bit>
#include <cstring>
#include <span>
#include <tuple>

#include "experiment/store_impl.h"

namespace wb {

using store_detail::text_at;

namespace {

void check_place(int stage, const std::string& split) {
    if (stage != 1 && stage != 2) throw std::logic_error("store: a stage is 1 or 2");
    if (split != "validation" && split != "test")
        throw std::logic_error("store: a split is \"validation\" or \"test\"");
}

/// Four bytes per entry, the lowest first, whatever the machine.
template <class T>
std::string to_blob(const std::vector<T>& values) {
    static_assert(sizeof(T) == 4);
    std::string bytes(values.size() * 4, '\0');
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto bits = std::bit_cast<std::uint32_t>(values[i]);
        for (std::size_t b = 0; b < 4; ++b) bytes[i * 4 + b] = static_cast<char>((bits >> (8 * b)) & 0xff);
    }
    return bytes;
}

template <class T>
std::vector<T> from_blob(const SQLite::Column& column, std::size_t length, bool may_be_empty) {
    static_assert(sizeof(T) == 4);
    const std::size_t bytes = static_cast<std::size_t>(column.getBytes());
    if (bytes == 0 && may_be_empty) return {};
    if (bytes % 4 != 0 || bytes / 4 != length) {
        throw UserError("The stored list of a user is damaged.",
                        "It has " + std::to_string(bytes) + " bytes where " + std::to_string(length) +
                            " entries of four bytes were expected.",
                        "Evaluate the run again, or put back a copy of the store.");
    }
    const auto* data = static_cast<const unsigned char*>(column.getBlob());
    std::vector<T> values(length);
    for (std::size_t i = 0; i < length; ++i) {
        std::uint32_t bits = 0;
        for (std::size_t b = 0; b < 4; ++b) bits |= static_cast<std::uint32_t>(data[i * 4 + b]) << (8 * b);
        values[i] = std::bit_cast<T>(bits);
    }
    return values;
}

void bind_blob(SQLite::Statement& statement, int index, const std::string& bytes) {
    // A null pointer would bind NULL, so an empty list needs the address of something.
    statement.bind(index, static_cast<const void*>(bytes.c_str()), static_cast<int>(bytes.size()));
}

double diagnostic(const SQLite::Statement& statement, int index) {
    const SQLite::Column column = statement.getColumn(index);
    return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
}

constexpr const char* result_columns =
    "SELECT user, target, history_length, candidates, covered, better_before, equal_before, better, equal,"
    " target_probability, entropy, normalised_entropy, top_probability, top_item FROM user_result"
    " WHERE run_id = ?1 AND stage = ?2 AND split = ?3";

UserResult read_result(const SQLite::Statement& query) {
    UserResult result;
    result.user = query.getColumn(0).getInt();
    result.target = query.getColumn(1).getInt();
    result.history_length = query.getColumn(2).getInt();
    result.candidates = query.getColumn(3).getInt();
    result.covered = query.getColumn(4).getInt() != 0;
    result.better_before = query.getColumn(5).getInt64();
    result.equal_before = query.getColumn(6).getInt64();
    result.better = query.getColumn(7).getInt64();
    result.equal = query.getColumn(8).getInt64();
    result.target_probability = diagnostic(query, 9);
    result.entropy = diagnostic(query, 10);
    result.normalised_entropy = diagnostic(query, 11);
    result.top_probability = diagnostic(query, 12);
    result.top_item = query.getColumn(13).getInt();
    return result;
}

void bind_result(SQLite::Statement& insert, const UserResult& result) {
    insert.bind(4, result.user);
    insert.bind(5, result.target);
    insert.bind(6, result.history_length);
    insert.bind(7, result.candidates);
    insert.bind(8, result.covered ? 1 : 0);
    insert.bind(9, result.better_before);
    insert.bind(10, result.equal_before);
    insert.bind(11, result.better);
    insert.bind(12, result.equal);
    insert.bind(13, result.target_probability);
    insert.bind(14, result.entropy);
    insert.bind(15, result.normalised_entropy);
    insert.bind(16, result.top_probability);
    insert.bind(17, result.top_item);
}

constexpr const char* true_item_columns =
    "SELECT user, item, better, equal FROM user_true_item WHERE run_id = ?1 AND stage = ?2 AND split = ?3";

void check_lengths(const UserDetail& detail) {
    const std::size_t length = detail.items.size();
    const auto fits = [length](std::size_t size) { return size == 0 || size == length; };
    if (detail.scores.size() != length || !fits(detail.probabilities.size()) || !fits(detail.retrieval_ranks.size()))
        throw std::logic_error("store: the lists of a user differ in length");
}

/// Writes the true items beside the best placed one; most users have none.
class OtherTrueItems {
  public:
    OtherTrueItems(SQLite::Database& db, RunId id, int stage, const std::string& split)
        : remove_(db, "DELETE FROM user_true_item WHERE run_id = ?1 AND stage = ?2 AND split = ?3 AND user = ?4"),
          insert_(db,
                  "INSERT INTO user_true_item (run_id, stage, split, user, place, item, better, equal)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)") {
        for (SQLite::Statement* statement : {&remove_, &insert_}) {
            statement->bind(1, id);
            statement->bind(2, stage);
            statement->bind(3, split);
        }
    }
    void put(const UserResult& result) {
        remove_.reset();
        remove_.bind(4, result.user);
        remove_.exec();
        std::int64_t place = 0;
        for (const TrueItemPlace& one : result.other_true_items) {
            insert_.reset();
            insert_.bind(4, result.user);
            insert_.bind(5, place++);
            insert_.bind(6, one.item);
            insert_.bind(7, one.better);
            insert_.bind(8, one.equal);
            insert_.exec();
        }
    }

  private:
    SQLite::Statement remove_, insert_;
};

TrueItemPlace read_true_item(const SQLite::Statement& query) {
    return {query.getColumn(1).getInt(), query.getColumn(2).getInt64(), query.getColumn(3).getInt64()};
}

}  // namespace

void UserResult::add_true_item(TrueItemPlace place) {
    if (target == 0) {
        std::tie(target, better, equal) = std::tie(place.item, place.better, place.equal);
        return;
    }
    if (std::tie(place.better, place.equal) < std::tie(better, equal)) {
        std::swap(place.item, target);
        std::swap(place.better, better);
        std::swap(place.equal, equal);
    }
    other_true_items.push_back(place);
}

std::vector<std::int32_t> UserResult::true_items() const {
    std::vector<std::int32_t> items{target};
    for (const TrueItemPlace& one : other_true_items) items.push_back(one.item);
    std::sort(items.begin(), items.end());
    return items;
}

void Store::put_user_results(RunId id, int stage, const std::string& split, const std::vector<UserDetail>& users) {
    check_place(stage, split);
    for (const UserDetail& detail : users) check_lengths(detail);
    impl_->writing([&] {
        impl_->require_run(id);
        SQLite::Statement result(
            *impl_->db,
            "INSERT OR REPLACE INTO user_result (run_id, stage, split, user, target, history_length,"
            " candidates, covered, better_before, equal_before, better, equal, target_probability,"
            " entropy, normalised_entropy, top_probability, top_item) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
            " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)");
        SQLite::Statement vectors(
            *impl_->db,
            "INSERT OR REPLACE INTO user_vectors (run_id, stage, split, user, length, items, scores,"
            " probabilities, retrieval_ranks) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        for (SQLite::Statement* statement : {&result, &vectors}) {
            statement->bind(1, id);
            statement->bind(2, stage);
            statement->bind(3, split);
        }
        OtherTrueItems others(*impl_->db, id, stage, split);
        for (const UserDetail& detail : users) {
            others.put(detail.result);
            result.reset();
            bind_result(result, detail.result);
            result.exec();
            vectors.reset();
            vectors.bind(4, detail.result.user);
            vectors.bind(5, static_cast<std::int64_t>(detail.items.size()));
            bind_blob(vectors, 6, to_blob(detail.items));
            bind_blob(vectors, 7, to_blob(detail.scores));
            bind_blob(vectors, 8, to_blob(detail.probabilities));
            bind_blob(vectors, 9, to_blob(detail.retrieval_ranks));
            vectors.exec();
        }
    });
}

std::vector<UserResult> Store::user_results(RunId id, int stage, const std::string& split) const {
    check_place(stage, split);
    return impl_->guarded([&] {
        std::vector<UserResult> results;
        SQLite::Statement query(*impl_->db, std::string(result_columns) + " ORDER BY user");
        query.bind(1, id);
        query.bind(2, stage);
        query.bind(3, split);
        while (query.executeStep()) results.push_back(read_result(query));
        SQLite::Statement others(*impl_->db, std::string(true_item_columns) + " ORDER BY user, place");
        others.bind(1, id);
        others.bind(2, stage);
        others.bind(3, split);
        auto result = results.begin();
        while (others.executeStep()) {
            const std::int32_t user = others.getColumn(0).getInt();
            while (result != results.end() && result->user < user) ++result;
            if (result == results.end()) break;
            if (result->user == user) result->other_true_items.push_back(read_true_item(others));
        }
        return results;
    });
}

std::optional<UserDetail> Store::user_detail(RunId id, int stage, const std::string& split, std::int32_t user) const {
    check_place(stage, split);
    return impl_->guarded([&]() -> std::optional<UserDetail> {
        SQLite::Statement query(*impl_->db, std::string(result_columns) + " AND user = ?4");
        SQLite::Statement vectors(*impl_->db,
                                  "SELECT length, items, scores, probabilities, retrieval_ranks FROM user_vectors"
                                  " WHERE run_id = ?1 AND stage = ?2 AND split = ?3 AND user = ?4");
        SQLite::Statement others(*impl_->db, std::string(true_item_columns) + " AND user = ?4 ORDER BY place");
        for (SQLite::Statement* statement : {&query, &vectors, &others}) {
            statement->bind(1, id);
            statement->bind(2, stage);
            statement->bind(3, split);
            statement->bind(4, user);
        }
        if (!query.executeStep()) return std::nullopt;
        UserDetail detail;
        detail.result = read_result(query);
        while (others.executeStep()) detail.result.other_true_items.push_back(read_true_item(others));
        if (!vectors.executeStep()) return detail;
        const std::int64_t stored = vectors.getColumn(0).getInt64();
        const std::size_t length = stored < 0 ? 0 : static_cast<std::size_t>(stored);
        detail.items = from_blob<std::int32_t>(vectors.getColumn(1), length, false);
        detail.scores = from_blob<float>(vectors.getColumn(2), length, false);
        detail.probabilities = from_blob<float>(vectors.getColumn(3), length, true);
        detail.retrieval_ranks = from_blob<std::int32_t>(vectors.getColumn(4), length, true);
        return detail;
    });
}

}  // namespace wb
