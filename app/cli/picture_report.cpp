// What `rerank prepare` says about pictures. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_report.h"

#include <ostream>

#include "common.h"

namespace wb::cli {

void add_picture_rows(TextTable& facts, const ImportReport& report) {
    const ImageSearch& search = report.images;
    std::string found;
    const auto add = [&found](std::int64_t count, const std::string& how) {
        if (count > 0) found += (found.empty() ? "" : ", ") + grouped(count) + " " + how;
    };
    add(search.by_table, "named by the item table");
    add(search.by_list, "by a list");
    add(search.by_id, "by item id");
    if (!found.empty()) facts.add({"Pictures found", found});
    if (const auto& download = report.picture_download; download && download->asked > 0)
        facts.add({"Pictures downloaded", grouped(download->downloaded) + " now, " + grouped(download->there) +
                                              " before, of " + grouped(download->asked) + " addresses (" +
                                              fixed(static_cast<double>(download->bytes) / 1e6, 1) + " MB)"});
    if (const auto& pictures = report.pictures) {
        facts.add({"Pictures decoded", grouped(pictures->count(PictureOutcome::ok)) + " of " +
                                           grouped(pictures->items) + " items (" + grouped(pictures->decoded_now) +
                                           " now, in " + duration_text(pictures->seconds) + ")"});
        facts.add({"Picture cache", fixed(static_cast<double>(pictures->bytes) / 1e6, 1) + " MB"});
    }
}

void print_picture_notes(std::ostream& out, const ImportReport& report) {
    const ImageSearch& search = report.images;
    if (search.named_but_missing > 0) {
        out << "Note: " << grouped(search.named_but_missing)
            << " items name a picture file that is not there (for example ";
        for (std::size_t i = 0; i < search.first_missing.size(); ++i)
            out << (i ? "; " : "") << search.first_missing[i];
        out << ").\n";
    }
    if (search.not_files > 0)
        out << "Note: " << grouped(search.not_files)
            << " items have only a folder or a broken link where their picture would be.\n";
    if (report.picture_download)
        for (const auto& sentence : report.picture_download->sentences()) out << "Note: " << sentence << "\n";
    if (report.picture_download)
        for (const auto& example : report.picture_download->examples) out << "Not downloaded: " << example << "\n";
    if (!report.pictures) return;
    for (const auto& sentence : picture_sentences(*report.pictures)) out << "Note: " << sentence << "\n";
    for (const auto& example : report.pictures->examples)
        out << "Picture of item " << example.raw_id << " (" << picture_outcome_name(example.outcome)
            << "): " << example.file << ": " << example.why << "\n";
}

}  // namespace wb::cli
