// Decoding and fitting of all pictures of some folders into pictures.bin, and the plain features of them.
//   build/release/bin/bench_pictures FOLDER...
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

#include "dataset/features/feature_extractor.h"
#include "dataset/pictures/build_picture_cache.h"
#include "foundation/parallel.h"

namespace {

namespace fs = std::filesystem;
using namespace wb;

double seconds(const auto& call) {
    const auto begin = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Dataset dataset_of(const fs::path& folder, const fs::path& place) {
    Dataset dataset;
    dataset.items.emplace_back();
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (!entry.is_regular_file() || entry.path().extension() != ".jpg") continue;
        Item item;
        item.raw_id = entry.path().stem().string();
        item.image = fs::absolute(entry.path()).string();
        dataset.items.push_back(item);
    }
    dataset.fingerprint = std::string(64, '0');
    dataset.folder = place;
    return dataset;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_pictures FOLDER...\n");
        return 2;
    }
    const auto place = fs::temp_directory_path() / ("bench-pictures-" + std::to_string(::getpid()));
    double all = 0;
    std::printf("%-28s %8s %8s %14s %14s %10s %12s %10s\n", "folder", "pictures", "refused", "1 thread",
                (std::to_string(usable_threads()) + " threads").c_str(), "again", "features", "MB");
    for (int i = 1; i < argc; ++i) {
        fs::remove_all(place);
        fs::create_directories(place);
        const auto dataset = dataset_of(argv[i], place);
        PictureReport report;
        const double one = seconds([&] { report = build_picture_cache(dataset, place, {.threads = 1}); });
        fs::remove(place / picture_cache_name);
        const double many = seconds([&] { report = build_picture_cache(dataset, place); });
        const double again = seconds([&] { build_picture_cache(dataset, place); });
        ItemFeatures features;
        const double described = seconds(
            [&] { features = plain_extractors().get("opencv-histogram").extract(dataset, 0, StopToken(), {}); });
        all += many + described;
        std::printf("%-28s %8lld %8lld %12.2f s %12.2f s %8.2f s %10.2f s %10.1f\n",
                    fs::path(argv[i]).filename().c_str(), static_cast<long long>(report.count(PictureOutcome::ok)),
                    static_cast<long long>(report.refused()), one, many, again, described,
                    static_cast<double>(report.bytes) / 1e6);
    }
    fs::remove_all(place);
    std::printf("decoding with all threads and features, all folders: %.1f s\n", all);
    return 0;
}
