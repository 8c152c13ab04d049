// Pictures through `prepare`: found by table, list and id, decoded with --use-image, fetched with --download-images.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <nlohmann/json.hpp>

#include "dataset/item_images.h"
#include "dataset/pictures/picture_cache.h"
#include "dataset/prepare.h"
#include "dataset/prepared_meta.h"
#include "foundation/files.h"
#include "tests/dataset/made_files.h"
#include "tests/dataset/made_pictures.h"
#include "tests/local_server.h"

using namespace wb;
namespace fs = std::filesystem;

namespace {

std::string picture(int red = 100) {
    return encode_picture(cv::Mat(30, 20, CV_8UC3, cv::Scalar(0, 0, red)), ".jpg");
}

std::vector<Item> items_named(const std::vector<std::string>& ids) {
    std::vector<Item> items(1);
    for (const auto& id : ids) {
        Item item;
        item.raw_id = id;
        items.push_back(item);
    }
    return items;
}

struct Place {
    QTemporaryDir dir;
    fs::path raw = made::path_of(dir) / "raw", data = made::path_of(dir) / "ws/data/preprocessed";
    fs::path folder = data / "made_min_rating0-min_uc3-min_sc1";
    Place() {
        std::string text = "user,item,rating,time\n";
        for (int u = 0; u < 12; ++u)
            for (int i = 0; i < 6; ++i)
                text += "u" + std::to_string(u) + ",i" + std::to_string(10 + (u * 7 + i * 3) % 20) + ",4," +
                        std::to_string(i) + "\n";
        made::write(raw / "t.csv", text);
    }
    ImportRequest request() const { return made::request(raw); }
    PrepareResult prepare(const ImportRequest& request) const { return prepare_dataset(request, data, {5, 42}); }
    nlohmann::json stored_report() const { return nlohmann::json::parse(read_prepared_meta(folder).report_json); }
};

}  // namespace

class TestPreparePictures : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        qputenv("no_proxy", "127.0.0.1");
        qputenv("NO_PROXY", "127.0.0.1");
    }

    void finding() {
        QTemporaryDir dir;
        const auto folder = made::path_of(dir);
        for (const char* name :
             {"1.jpg", "2.JPEG", "3.Png", "3.webp", "4.webp", "5.txt", "8.gif", "inner.jpg", "a.b.jpg"})
            made::write(folder / name, "x");
        made::write(folder / "images/6.png", "x");
        made::write(folder / "posters/7.bmp", "x");
        made::write(folder / "named/x.jpg", "x");
        fs::create_directories(folder / "9.jpg");
        fs::create_symlink("10.jpg", folder / "10.jpg");
        fs::create_symlink("1.jpg", folder / "11.jpg");
        auto items = items_named({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "a.b"});
        items[12].image = "named/x.jpg";
        items[13].image = "named/gone.jpg";
        items[14].image = "../" + folder.filename().string() + "/inner.jpg";
        const auto search = find_item_images(items, {folder, folder / "nowhere"});
        const auto name = [&](std::size_t i) { return fs::path(items[i].image).filename().string(); };
        QCOMPARE(name(1), std::string("1.jpg"));
        QCOMPARE(name(2), std::string("2.JPEG"));
        QCOMPARE(name(3), std::string("3.Png"));
        QCOMPARE(name(4), std::string("4.webp"));
        QCOMPARE(name(5), std::string());
        QCOMPARE(items[6].image, (folder / "images/6.png").string());
        QCOMPARE(items[7].image, (folder / "posters/7.bmp").string());
        QCOMPARE(name(8), std::string("8.gif"));
        QCOMPARE(name(9), std::string());
        QCOMPARE(name(10), std::string());
        QCOMPARE(name(11), std::string("11.jpg"));
        QCOMPARE(items[12].image, (folder / "named/x.jpg").string());
        QCOMPARE(name(13), std::string());
        QCOMPARE(name(14), std::string());
        QCOMPARE(name(15), std::string("a.b.jpg"));
        QCOMPARE(search.by_table, 1);
        QCOMPARE(search.by_id, 9);
        QCOMPARE(search.not_files, 2);
        QCOMPARE(search.named_but_missing, 2);
        QCOMPARE(search.first_missing.at(0), std::string("13: named/gone.jpg"));
    }

    void lists_data() {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<QString>("name");
        QTest::newRow("posters.csv")
            << QByteArray("item_id,file,width,height,title\n1,x.jpg,92,138,\"One, and\"\n2,y.jpg,1,1,Two\n")
            << "posters.csv";
        QTest::newRow("movieId") << QByteArray("movieId,file\r\n1,x.jpg\r\n2,y.jpg\r\n") << "p.csv";
        QTest::newRow("tabs") << QByteArray("asin\timage\n1\tx.jpg\n2\ty.jpg\n") << "p.tsv";
        QTest::newRow("odd lines")
            << QByteArray("item_id,file\n1,x.jpg\n\n3\n2,y.jpg\n4,../../etc/passwd\n5,/etc/passwd\n6,gone.jpg\n")
            << "p.csv";
    }
    void lists() {
        QFETCH(QByteArray, list);
        QFETCH(QString, name);
        QTemporaryDir dir;
        const auto folder = made::path_of(dir);
        made::write(folder / name.toStdString(), list.toStdString());
        made::write(folder / "x.jpg", "x");
        made::write(folder / "images/y.jpg", "x");
        made::write(folder / "other.csv", "user,item,rating\n1,2,3\n");
        auto items = items_named({"1", "2", "4", "5", "6"});
        const auto search = find_item_images(items, {folder});
        QCOMPARE(search.by_list, 2);
        QCOMPARE(search.lists, std::vector<std::string>{name.toStdString()});
        QCOMPARE(items[1].image, (folder / "x.jpg").string());
        QCOMPARE(items[2].image, (folder / "images/y.jpg").string());
        for (const std::size_t i : {3, 4, 5}) QCOMPARE(items[i].image, std::string());
    }

    void use_image_decodes_and_reports() {
        Place place;
        made::write(place.raw / "images/i10.jpg", picture());
        made::write(place.raw / "images/i11.jpg", picture().substr(0, 200));
        auto request = place.request();
        const auto plain = place.prepare(request);
        QCOMPARE(plain.info.items_with_image, 2);
        QVERIFY(!fs::exists(place.folder / "pictures.bin"));
        QVERIFY(!plain.report.pictures.has_value());
        QCOMPARE(place.stored_report()["images"]["by_id"].get<int>(), 2);

        request.use_image = true;
        auto result = place.prepare(request);
        QVERIFY(result.reused);
        QCOMPARE(result.report.pictures->count(PictureOutcome::ok), 1);
        QCOMPARE(result.report.pictures->count(PictureOutcome::cut_short), 1);
        QCOMPARE(place.stored_report()["pictures"]["outcomes"]["cut_short"].get<int>(), 1);
        const auto dataset = read_prepared(place.folder);
        auto cache = PictureCache::open(dataset);
        QCOMPARE(cache->count(), std::size_t(1));
        QVERIFY(cache->has(1));

        const auto time = fs::last_write_time(place.folder / "meta.json");
        result = place.prepare(request);
        QCOMPARE(result.report.pictures->decoded_now, 0);
        QVERIFY(fs::last_write_time(place.folder / "meta.json") == time);

        // The items change, the sequences do not: what was decoded is taken along.
        made::write(place.raw / "items.csv", "id,title\ni10,Ten\n");
        result = place.prepare(request);
        QVERIFY(!result.reused);
        QCOMPARE(result.report.pictures->decoded_now, 0);
        QVERIFY(PictureCache::open(read_prepared(place.folder))->has(1));
    }

    void stale_cache_is_removed() {
        Place place;
        made::write(place.raw / "images/i10.jpg", picture());
        auto request = place.request();
        request.use_image = true;
        place.prepare(request);
        made::write(place.raw / "images/i12.jpg", picture());
        request.use_image = false;
        const auto result = place.prepare(request);
        QVERIFY(!fs::exists(place.folder / "pictures.bin"));
        QVERIFY(result.report.notes.back().find("--use-image") != std::string::npos);
    }

    void sample() {
        Place place;
        ImportRequest request;
        request.dataset_code = "sample";
        request.use_image = true;
        auto result = place.prepare(request);
        QCOMPARE(result.report.pictures->count(PictureOutcome::ok), 300);
        QCOMPARE(result.report.pictures->refused(), 0);
        const auto dataset = read_prepared(result.info.folder);
        QCOMPARE(PictureCache::open(dataset)->decoded(7).size(), cv::Size(96, 96));
        result = place.prepare(request);
        QVERIFY(result.reused);
        QCOMPARE(result.report.pictures->decoded_now, 0);
    }

    void downloading() {
        made::LocalServer server([](const auto& request, const auto& answer) {
            request.path == "/i11" ? answer.reply(404, "") : answer.reply(200, picture());
        });
        Place place;
        made::write(place.raw / "images/i12.jpg", picture());
        made::write(place.raw / "items.csv", "id,title,image\ni10,Ten," + server.url("/i10") + "\ni11,Eleven," +
                                                 server.url("/i11") + "\ni12,Twelve," + server.url("/i12") + "\n");
        auto request = place.request();
        auto result = place.prepare(request);
        QCOMPARE(server.all_requests(), 0);  // nobody asked for it
        QCOMPARE(result.info.items_with_image, 1);
        request.download_images = request.use_image = true;
        request.download.rate = 0;
        result = place.prepare(request);
        QCOMPARE(server.all_requests(), 2);
        QCOMPARE(result.report.picture_download->downloaded, 1);
        QCOMPARE(result.report.items_with_image, 2);
        QCOMPARE(result.info.items_with_image, 2);
        QCOMPARE(result.report.pictures->count(PictureOutcome::ok), 2);
        const auto dataset = read_prepared(place.folder);
        QVERIFY(fs::path(dataset.items[1].image)
                    .string()
                    .starts_with((made::path_of(place.dir) / "ws/data/pictures").string()));
        QCOMPARE(dataset.items[1].image_url, server.url("/i10"));
        QCOMPARE(place.stored_report()["picture_download"]["failed_for_good"].get<int>(), 1);
        // Later, without asking the network, they are still there.
        request.download_images = false;
        result = place.prepare(request);
        QCOMPARE(server.all_requests(), 2);
        QCOMPARE(result.report.items_with_image, 2);
    }

    void real_posters() {
        REQUIRE_SHARED_DATA(shared);
        Place place;
        ImportRequest request;
        request.raw = {shared / "data/ml-100k"};
        request.dataset_code = "ml_100k";
        request.image_folder = shared / "data/ml-100k-posters";
        request.use_image = true;
        const auto result = place.prepare(request);
        QCOMPARE(result.info.items, 1349);
        QVERIFY(result.report.images.by_list > 1300);
        QCOMPARE(result.report.pictures->count(PictureOutcome::ok), result.info.items_with_image);
        QCOMPARE(result.report.pictures->refused(), 0);
    }
};

QTEST_APPLESS_MAIN(TestPreparePictures)
#include "tst_prepare_pictures.moc"
