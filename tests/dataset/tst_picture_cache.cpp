// pictures.bin: built from files of all kinds, reused, rebuilt when a source changes, refused when damaged.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QtTest>
#include <thread>

#include "dataset/pictures/build_picture_cache.h"
#include "dataset/pictures/picture_cache_file.h"
#include "foundation/files.h"
#include "tests/dataset/made_files.h"
#include "tests/dataset/made_pictures.h"

using namespace wb;
namespace fs = std::filesystem;

namespace {

struct Place {
    QTemporaryDir dir;
    fs::path folder = made::path_of(dir) / "prepared", source = made::path_of(dir) / "source";
    Dataset dataset;
    Place() {
        fs::create_directories(folder);
        fs::create_directories(source);
        dataset.items.emplace_back();
        dataset.fingerprint = std::string(64, 'a');
        dataset.folder = folder;
    }
    /// The next item, with this file.
    fs::path add(const std::string& bytes) {
        const auto raw_id = "i" + std::to_string(dataset.items.size());
        const auto file = made::write(source / (raw_id + ".jpg"), bytes);
        add_item(file.string());
        return file;
    }
    void add_item(const std::string& image) {
        Item item;
        item.raw_id = "i" + std::to_string(dataset.items.size());
        item.image = image;
        dataset.items.push_back(item);
    }
    PictureReport build(PictureBuildOptions options = {}) const {
        return build_picture_cache(dataset, folder, options);
    }
    fs::path cache() const { return folder / "pictures.bin"; }
};

std::string jpeg(int red, int width = 40, int height = 30) {
    return encode_picture(cv::Mat(height, width, CV_8UC3, cv::Scalar(0, 0, red)), ".jpg");
}

}  // namespace

class TestPictureCache : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void keeps_each_items_picture() {
        Place place;
        for (int i = 0; i < 1200; ++i)
            i % 10 == 3 ? place.add_item("") : void(place.add(jpeg(i % 200, 20 + i % 7, 20 + i % 11)));
        const auto report = place.build({.threads = 3});
        QCOMPARE(report.items, 1200);
        QCOMPARE(report.count(PictureOutcome::ok), 1080);
        QCOMPARE(report.count(PictureOutcome::none), 120);
        QCOMPARE(report.decoded_now, 1080);
        QCOMPARE(report.refused(), 0);
        QCOMPARE(report.bytes, fs::file_size(place.cache()));
        const auto cache = PictureCache::open(place.dataset);
        QVERIFY(cache.has_value());
        QCOMPARE(cache->count(), std::size_t(1080));
        QCOMPARE(cache->side(), 224);
        for (int i = 0; i < 1200; ++i) {
            const ItemId item = i + 1;
            QCOMPARE(cache->has(item), i % 10 != 3);
            const auto image = cache->decoded(item);
            QCOMPARE(image.empty(), i % 10 == 3);
            if (image.empty()) continue;
            QCOMPARE(image.size(), cv::Size(20 + i % 7, 20 + i % 11));
            QVERIFY(std::abs(image.at<cv::Vec3b>(5, 5)[2] - i % 200) < 6);
            QCOMPARE(cache->encoded(item)->width, 20 + i % 7);
        }
        for (const ItemId item : {-1, 0, 1201}) QVERIFY(!cache->has(item) && !cache->encoded(item));
    }

    void counts_and_examples() {
        Place place;
        place.add(jpeg(100));
        const auto cut = place.add(jpeg(100).substr(0, 400));
        place.add("");
        place.add("<html>not found</html>");
        place.add_item((place.source / "gone.jpg").string());
        fs::create_directories(place.source / "6.jpg");
        place.add_item((place.source / "6.jpg").string());
        fs::create_symlink("7.jpg", place.source / "7.jpg");
        place.add_item((place.source / "7.jpg").string());
        QCOMPARE(::mkfifo((place.source / "8.jpg").c_str(), 0666), 0);
        place.add_item((place.source / "8.jpg").string());
        // A file that exists and whose bytes cannot be had, also for root.
        fs::create_symlink("/proc/self/mem", place.source / "9.jpg");
        place.add_item((place.source / "9.jpg").string());
        place.add(made::claiming_png(60000, 60000));
        place.add(made::plain_gif({.frames = 2}));
        for (int i = 0; i < 5; ++i) place.add("");
        const auto report = place.build();
        QCOMPARE(report.count(PictureOutcome::ok), 2);
        QCOMPARE(report.count(PictureOutcome::cut_short), 1);
        QCOMPARE(report.count(PictureOutcome::zero_bytes), 6);
        QCOMPARE(report.count(PictureOutcome::not_a_picture), 1);
        QCOMPARE(report.count(PictureOutcome::missing), 1);
        QCOMPARE(report.count(PictureOutcome::not_a_file), 3);
        QCOMPARE(report.count(PictureOutcome::unreadable), 1);
        QCOMPARE(report.count(PictureOutcome::too_large), 1);
        QCOMPARE(report.refused(), 14);
        QCOMPARE(std::count_if(report.examples.begin(), report.examples.end(),
                               [](const auto& e) { return e.outcome == PictureOutcome::zero_bytes; }),
                 3);
        const auto& example = report.examples.front();
        QCOMPARE(example.raw_id, std::string("i2"));
        QCOMPARE(example.file, cut.string());
        QCOMPARE(example.why, std::string("The end of the JPEG file is missing."));
        const auto sentences = picture_sentences(report);
        QVERIFY(std::find(sentences.begin(), sentences.end(), "6 files are empty.") != sentences.end());
        QVERIFY(std::find(sentences.begin(), sentences.end(), "1 picture is animated; its first frame was taken.") !=
                sentences.end());
        const auto json = QString::fromStdString(report.to_json());
        QVERIFY(json.contains("\"zero_bytes\":6") && json.contains("\"animated\":1"));
        const auto cache = PictureCache::open(place.folder);
        QVERIFY(cache->outcome(2) == PictureOutcome::cut_short && !cache->has(2));
    }

    void second_time_decodes_nothing() {
        Place place;
        for (int i = 0; i < 20; ++i) place.add(jpeg(i));
        place.add("text");
        place.build();
        const auto time = fs::last_write_time(place.cache());
        auto report = place.build();
        QCOMPARE(report.decoded_now, 0);
        QCOMPARE(report.count(PictureOutcome::ok), 20);
        QCOMPARE(report.count(PictureOutcome::not_a_picture), 1);
        QCOMPARE(report.examples.size(), std::size_t(1));
        QCOMPARE(report.bytes, fs::file_size(place.cache()));
        QVERIFY(fs::last_write_time(place.cache()) == time);
        // One file changes: one is decoded, and the others keep their bytes.
        const auto before = std::string(PictureCache::open(place.folder)->encoded(3)->bytes);
        made::write(place.source / "i7.jpg", jpeg(250, 50, 50));
        report = place.build();
        QCOMPARE(report.decoded_now, 1);
        const auto cache = PictureCache::open(place.folder);
        QCOMPARE(cache->decoded(7).size(), cv::Size(50, 50));
        QCOMPARE(cache->encoded(3)->bytes, std::string_view(before));
        // A file that goes, and one that comes.
        fs::remove(place.source / "i1.jpg");
        made::write(place.source / "i21.jpg", jpeg(1));
        report = place.build();
        QCOMPARE(report.decoded_now, 1);
        QCOMPARE(report.count(PictureOutcome::missing), 1);
        QVERIFY(!PictureCache::open(place.folder)->has(1));
        QVERIFY(PictureCache::open(place.folder)->has(21));
    }

    void other_dataset_is_made_anew() {
        Place place;
        for (int i = 0; i < 3; ++i) place.add(jpeg(i));
        place.build();
        QVERIFY(picture_cache_fits(place.dataset, place.folder));
        auto other = place.dataset;
        other.fingerprint = std::string(64, 'b');
        QVERIFY(!PictureCache::open(other).has_value());
        QVERIFY(!picture_cache_fits(other, place.folder));
        QCOMPARE(build_picture_cache(other, place.folder).decoded_now, 3);
        QVERIFY(PictureCache::open(other).has_value());
        other.items[2].image = "elsewhere.jpg";
        QVERIFY(PictureCache::open(other).has_value());
        QVERIFY(!picture_cache_fits(other, place.folder));
    }

    void files_relative_to_the_folder() {
        Place place;
        made::write(place.folder / "images/a.jpg", jpeg(9));
        place.add_item("images/a.jpg");
        QCOMPARE(place.build().count(PictureOutcome::ok), 1);
    }

    void no_cache() {
        Place place;
        QVERIFY(!PictureCache::open(place.folder).has_value());
        QVERIFY(!PictureCache::open(place.folder / "nowhere").has_value());
    }

    void damaged_cache_data() {
        QTest::addColumn<QString>("change");
        for (const char* change :
             {"empty", "cut", "text", "first byte", "index", "trailer", "version", "count", "longer"})
            QTest::newRow(change) << change;
    }
    void damaged_cache() {
        QFETCH(QString, change);
        Place place;
        for (int i = 0; i < 5; ++i) place.add(jpeg(i));
        place.build();
        auto bytes = made::read(place.cache());
        const auto trailer = bytes.size() - 164;
        const auto sign_trailer = [&] {
            const auto crc = picture_crc(std::string_view(bytes).substr(trailer, 160));
            for (std::size_t i = 0; i < 4; ++i) bytes[trailer + 160 + i] = char(crc >> (8 * i) & 0xff);
        };
        if (change == "empty") bytes.clear();
        if (change == "cut") bytes.resize(bytes.size() - 10);
        if (change == "text") bytes = std::string(1000, 'x');
        if (change == "first byte") bytes[0] = 'X';
        if (change == "index") bytes[trailer - 20] = char(bytes[trailer - 20] ^ 1);
        if (change == "trailer") bytes[trailer + 14] = char(bytes[trailer + 14] ^ 1);
        if (change == "longer") bytes += "x";
        if (change == "version") {
            bytes[trailer + 8] = 9;
            sign_trailer();
        }
        if (change == "count") {
            bytes[trailer + 21] = '\x7f';  // 2^46 items: no memory may be taken for them
            sign_trailer();
        }
        made::write(place.cache(), bytes);
        const auto text = QString::fromStdString(made::error_of([&] { PictureCache::open(place.folder); }));
        QVERIFY2(text.contains("pictures.bin") && text.contains("--use-image"), qPrintable(text));
        QCOMPARE(text.contains("format 9"), change == "version");
        // Building it again is the cure.
        QCOMPARE(place.build().decoded_now, 5);
        QCOMPARE(PictureCache::open(place.folder)->count(), std::size_t(5));
    }

    void changed_picture_is_noticed_when_read() {
        Place place;
        for (int i = 0; i < 5; ++i) place.add(jpeg(i));
        place.build();
        auto bytes = made::read(place.cache());
        bytes[20] = char(bytes[20] ^ 1);
        made::write(place.cache(), bytes);
        const auto cache = PictureCache::open(place.folder);
        QVERIFY(made::error_of([&] { cache->encoded(1); }).find("item 1") != std::string::npos);
        QVERIFY(cache->encoded(2).has_value());
        QCOMPARE(place.build().decoded_now, 1);
        QVERIFY(PictureCache::open(place.folder)->encoded(1).has_value());
    }

    void an_open_cache_outlives_its_replacement() {
        Place place;
        place.add(jpeg(10));
        place.build();
        const auto old = PictureCache::open(place.folder);
        const std::string before(old->encoded(1)->bytes);
        made::write(place.source / "i1.jpg", jpeg(220, 60, 60));
        place.build();
        QCOMPARE(old->encoded(1)->bytes, std::string_view(before));
        QCOMPARE(PictureCache::open(place.folder)->encoded(1)->width, 60);
    }

    void stop_leaves_what_was_there() {
        Place place;
        const auto large = jpeg(9, 600, 600);
        for (int i = 0; i < 400; ++i) place.add(large);
        StopToken stop;
        double share = -1;
        bool stopped = false;
        QElapsedTimer since;
        try {
            build_picture_cache(place.dataset, place.folder, {.threads = 2}, stop, [&](double now) {
                QVERIFY(now >= share && now <= 1);
                share = now;
                stop.request_stop();
                since.start();
            });
        } catch (const Stopped&) {
            stopped = true;
        }
        QVERIFY(stopped);
        QVERIFY2(since.elapsed() < 1000, qPrintable(QString::number(since.elapsed())));
        QVERIFY(!fs::exists(place.cache()));
        QCOMPARE(std::distance(fs::directory_iterator(place.folder), fs::directory_iterator()), 0);
    }

    void memory_gate_lets_one_large_picture_through() {
        Place place;
        for (int i = 0; i < 8; ++i) place.add(jpeg(i, 300, 300));
        QCOMPARE(place.build({.threads = 4, .decode_memory = 1000}).count(PictureOutcome::ok), 8);
    }

    void real_pictures_data() {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("files");
        QTest::newRow("ml-100k-posters") << "data/ml-100k-posters" << 1663;
        QTest::newRow("ml-latest-small-posters") << "data/ml-latest-small-posters" << 3548;
        QTest::newRow("ikea-rooms") << "data/ikea-rooms/images" << 2187;
    }
    void real_pictures() {
        REQUIRE_SHARED_DATA(shared);
        QFETCH(QString, folder);
        QFETCH(int, files);
        Place place;
        for (const auto& entry : fs::directory_iterator(shared / folder.toStdString()))
            if (entry.path().extension() == ".jpg") place.add_item(entry.path().string());
        const auto report = place.build();
        QCOMPARE(report.count(PictureOutcome::ok), files);
        QCOMPARE(report.refused(), 0);
        qInfo("%d pictures in %.2f s, %.1f MB", files, report.seconds, double(report.bytes) / 1e6);
    }
};

QTEST_APPLESS_MAIN(TestPictureCache)
#include "tst_picture_cache.moc"
