// What `prepare` does about pictures: fetching, decoding, reporting. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/prepare_pictures.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "dataset/pictures/build_picture_cache.h"
#include "dataset/prepared_meta.h"
#include "foundation/files.h"

namespace wb {

namespace {

void store_report(const std::filesystem::path& folder, const ImportReport& report) {
    auto meta = read_prepared_meta(folder);
    const auto fresh = report.to_json();
    if (nlohmann::json::parse(meta.report_json) == nlohmann::json::parse(fresh)) return;
    meta.report_json = fresh;
    write_file_atomic(folder / "meta.json", prepared_meta_json(meta));
}

}  // namespace

std::filesystem::path downloaded_pictures_folder(const std::filesystem::path& workspace_data) {
    return workspace_data.parent_path() / "pictures";
}

void fetch_pictures(const ImportRequest& request, const std::filesystem::path& downloads, Dataset& dataset,
                    ImportReport& report, const StopToken& stop, const ImportProgress& progress) {
    DownloadedPictures pictures(downloads);
    if (request.download_images)
        report.picture_download =
            download_pictures(dataset.items, pictures, request.download, stop, [&](double share) {
                if (progress) progress("download pictures", share);
            });
    take_downloaded_pictures(dataset.items, pictures);
    report.items_with_image = std::count_if(dataset.items.begin(), dataset.items.end(),
                                            [](const Item& item) { return !item.image.empty(); });
}

void store_pictures(const ImportRequest& request, const Dataset& dataset, const std::filesystem::path& folder,
                    ImportReport& report, const StopToken& stop, const ImportProgress& progress) {
    std::error_code error;
    if (request.use_image) {
        report.pictures = build_picture_cache(dataset, folder, {}, stop, [&](double share) {
            if (progress) progress("pictures", share);
        });
    } else if (const auto path = folder / picture_cache_name;
               std::filesystem::exists(path, error) && !picture_cache_fits(dataset, folder)) {
        std::filesystem::remove(path, error);
        report.notes.push_back(
            "The items have other pictures than before, so the decoded ones were removed; --use-image makes them "
            "again.");
    }
    if (request.use_image || request.download_images) store_report(folder, report);
}

}  // namespace wb
