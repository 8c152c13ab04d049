// How fast and in how much memory reviews are imported, beside what the same machine does at the same minute:
// a gzip file beside zlib's own inflate, a plain file beside Python's json. Each pair is measured in turn, three
// times.
//   build/release/bin/make_reviews 20000000 5000000 500000 reviews.json.gz
//   build/release/bin/bench_import reviews.json.gz
// SPDX-License-Identifier: GPL-3.0-or-later
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/memory_peak.h"
#include "dataset/importer.h"
#include "dataset/text_blocks.h"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<char> buffer(1 << 20), unpacked(1 << 20);

/// The bytes that a loop over zlib's inflate gives.
std::uint64_t inflate_all(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw std::runtime_error("inflateInit2");
    std::uint64_t bytes = 0;
    int code = Z_OK;
    while (code == Z_OK && in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())).gcount() > 0) {
        stream.next_in = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_in = static_cast<uInt>(in.gcount());
        do {
            stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
            stream.avail_out = static_cast<uInt>(unpacked.size());
            code = inflate(&stream, Z_NO_FLUSH);
            bytes += unpacked.size() - stream.avail_out;
        } while (stream.avail_out == 0 && code == Z_OK);
    }
    inflateEnd(&stream);
    return bytes;
}

std::uint64_t unpacked_bytes(const fs::path& path) {
    wb::TextBlocks blocks(path);
    wb::Block block;
    std::uint64_t bytes = 0;
    while (blocks.next(block)) bytes += block.size;
    return bytes;
}

struct Import {
    double read_seconds = 0, seconds = 0, peak = 0;
    std::vector<wb::StepCount> steps;
};

Import import(const fs::path& path) {
    Import result;
    wb::forget_peak();
    wb::ImportRequest request;
    request.raw = {path};
    request.dataset_code = "bench";
    const auto start = Clock::now();
    const wb::ImportProgress progress([](const std::string&, double) {},
                                      [&](const wb::StepCount& step) {
                                          if (result.steps.empty()) result.read_seconds = seconds_since(start);
                                          result.steps.push_back(step);
                                      });
    wb::import_dataset(request, {}, progress);
    result.seconds = seconds_since(start);
    result.peak = wb::peak_mib();
    return result;
}

double python_seconds(const fs::path& path) {
    const auto command = "python3 -c \"import json, sys\nfor line in open(sys.argv[1], 'rb'): json.loads(line)\" '" +
                         path.string() + "'";
    const auto start = Clock::now();
    if (std::system(command.c_str()) != 0) throw std::runtime_error("python3 did not run");
    return seconds_since(start);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_import REVIEWS.json|REVIEWS.json.gz ...\n");
        return 2;
    }
    for (int i = 1; i < argc; ++i) {
        const fs::path path = argv[i];
        const bool packed = path.extension() == ".gz";
        const auto megabytes = static_cast<double>(unpacked_bytes(path)) / 1e6;
        std::printf("%s: %.0f MB unpacked, %.0f MB on disk\n", path.filename().c_str(), megabytes,
                    static_cast<double>(fs::file_size(path)) / 1e6);
        std::vector<double> ratios;
        for (int turn = 0; turn < 3; ++turn) {
            double peer = 0;
            if (packed) {
                const auto start = Clock::now();
                inflate_all(path);
                peer = seconds_since(start);
            } else {
                peer = python_seconds(path);
            }
            const auto ours = import(path);
            ratios.push_back(peer / ours.read_seconds);
            if (turn == 0)
                for (const auto& step : ours.steps)
                    std::printf("  %-12s %lld users, %lld items, %lld interactions\n", step.step.c_str(),
                                static_cast<long long>(step.users), static_cast<long long>(step.items),
                                static_cast<long long>(step.interactions));
            std::printf("  %s %.0f MB/s, reading %.0f MB/s (%.2f of it), import to the end %.1f s, peak %.0f MiB\n",
                        packed ? "zlib" : "Python's json", megabytes / peer, megabytes / ours.read_seconds,
                        ratios.back(), ours.seconds, ours.peak);
            std::fflush(stdout);
        }
        std::sort(ratios.begin(), ratios.end());
        std::printf("  median ratio %.2f\n", ratios[1]);
    }
    return 0;
}
