// Whole JSON documents of any size, read as a stream of events. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "foundation/stop_token.h"

namespace wb {

/// Told what the parser meets; does nothing by itself. Containers deeper than 64 end the parsing with an error.
class DocumentVisitor : public nlohmann::json_sax<nlohmann::json> {
  public:
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t value) override { return text(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return text(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& digits) override { return text(digits); }
    bool string(string_t& value) override { return text(value); }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override;
    bool end_object() override;
    bool start_array(std::size_t) override;
    bool end_array() override;
    bool key(string_t& name) override;
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& problem) override;
    const std::string& problem() const { return problem_; }

  protected:
    std::size_t depth() const { return depth_; }
    /// The name that was met last at each depth, the outermost first; empty inside arrays without a name.
    const std::string& name_at(std::size_t depth) const;
    virtual bool text(const std::string& value) = 0;  ///< a string, or a number as it is written
    virtual bool object_begins() { return true; }
    virtual bool object_ends() { return true; }

  private:
    bool deeper();
    bool shallower();
    std::size_t depth_ = 0;
    std::vector<std::string> names_;
    std::string problem_;
};

/// Reads the file (plain or gzip) from its start to its end. Returns its SHA-256. Throws UserError: unreadable,
/// damaged, no JSON, or more than `limit` bytes after unpacking.
std::string visit_document(const std::filesystem::path& path, DocumentVisitor& visitor, const StopToken& stop,
                           std::uint64_t limit = std::uint64_t{1} << 32);

}  // namespace wb
