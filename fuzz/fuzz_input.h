// What the fuzz targets of the importers share: bytes as files, and what has to hold whatever they are.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "dataset/importer.h"
#include "dataset/raw_table.h"
#include "foundation/error.h"

namespace fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// A folder of this process, emptied by clear() and removed at the end; in memory where the system has such a place.
class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const char* name, std::string_view bytes);
    void clear();

  private:
    std::filesystem::path path_;
};

/// The one folder of the process.
Folder& folder();

/// Divides an input into files at every byte 0x1E, into at most `count`; missing ones are empty.
std::vector<std::string_view> parts(std::string_view bytes, std::size_t count);

/// Ends the process unless the error is written for a person: three sentences in UTF-8.
void check_error(const wb::UserError& error);
/// Ends the process when a row points nowhere or an id could not be written into our files.
void check_table(const wb::RawTable& table);
void check_dataset(const wb::Dataset& dataset);

/// Runs `read`; a UserError is a good end, every other exception is a finding.
template <class Read>
void run(Read read) {
    try {
        read();
    } catch (const wb::UserError& error) {
        check_error(error);
    }
}

/// A reader of one file into a table, bad lines skipped and counted.
template <class Read>
void read_table(const std::filesystem::path& path, wb::RawTable& table, Read read) {
    wb::ImportReport report;
    wb::BadLines bad(report, true);
    const wb::StopToken stop;
    const wb::ImportProgress progress;  // named: clang 14 forgets the destructor of a temporary here
    wb::ReadContext context{report, bad, stop, progress};
    wb::TextStream file(path);
    read(file, table, context);
    check_table(table);
}

/// The whole import of a file or folder with low bounds; then what it gives is checked.
void import(const std::filesystem::path& raw);

}  // namespace fuzz
