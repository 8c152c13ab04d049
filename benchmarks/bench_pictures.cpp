// Decoding and fitting of all pictures of some folders into pictures.bin, and the plain features of them.
//   build/release/bin/bench_pictures FOLDER...
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>

#include "dataset/features/feature_extractor.h"
#include "dataset/pictures/build_picture_cache.h"
#include "foundation/parallel.h"

namespace {

namespace fs = std::filesystem;
using namespace wb;

struct Time {
    double wall = 0, cpu = 0;  ///< seconds; of all threads
};

template <class Call>
Time time_of(Call call) {
    const auto begin = std::chrono::steady_clock::now();
    const auto cpu = std::clock();
    call();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
            static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC};
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
    double wall = 0, cpu = 0;
    std::printf("seconds by the clock / of processor time, %d threads\n", usable_threads());
    std::printf("%-26s %8s %8s %17s %17s %17s %8s\n", "folder", "pictures", "refused", "decode", "decode again",
                "features", "MB");
    for (int i = 1; i < argc; ++i) {
        fs::remove_all(place);
        fs::create_directories(place);
        const auto dataset = dataset_of(argv[i], place);
        PictureReport report;
        const auto first = time_of([&] { report = build_picture_cache(dataset, place); });
        const auto again = time_of([&] { build_picture_cache(dataset, place); });
        const auto described =
            time_of([&] { plain_extractors().get("opencv-histogram").extract(dataset, 0, StopToken(), {}); });
        wall += first.wall + described.wall;
        cpu += first.cpu + described.cpu;
        std::printf("%-26s %8lld %8lld %8.2f/%8.2f %8.2f/%8.2f %8.2f/%8.2f %8.1f\n",
                    fs::path(argv[i]).filename().c_str(), static_cast<long long>(report.count(PictureOutcome::ok)),
                    static_cast<long long>(report.refused()), first.wall, first.cpu, again.wall, again.cpu,
                    described.wall, described.cpu, static_cast<double>(report.bytes) / 1e6);
    }
    fs::remove_all(place);
    std::printf("decode and features of all folders: %.1f s, %.1f s of processor time\n", wall, cpu);
    return 0;
}
