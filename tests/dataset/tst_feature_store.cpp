// Stored features: reuse, what makes them stale, damage; import and export of .npy.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <cmath>
#include <limits>

#include "dataset/features/feature_files.h"
#include "dataset/features/feature_store.h"
#include "dataset/features/npy.h"
#include "dataset/prepare.h"
#include "foundation/safetensors.h"
#include "tests/dataset/made_files.h"

using namespace wb;

namespace {

/// Counts how often it is asked; the numbers come from the titles' lengths.
class Counting : public FeatureExtractor {
  public:
    explicit Counting(std::string version = "1") : version_(std::move(version)) {}
    std::string id() const override { return "counting"; }
    std::string version() const override { return version_; }
    std::string title() const override { return "Counting"; }
    std::string kind() const override { return "text"; }
    std::int64_t dim() const override { return 2; }
    std::string input_digest(const Dataset& dataset) const override {
        std::string all;
        for (const Item& item : dataset.items) all += item.title + "|";
        return all;
    }
    ItemFeatures extract(const Dataset& dataset, int, const StopToken&, const FeatureProgress&) const override {
        ++calls;
        auto features = ItemFeatures::empty(id(), kind(), dataset.item_count() + 1, 2);
        for (std::int64_t item = 1; item < features.rows; ++item) {
            const auto length = dataset.items[std::size_t(item)].title.size();
            features.present[std::size_t(item)] = length > 0;
            features.row(item)[0] = float(length);
        }
        return features;
    }
    mutable int calls = 0;

  private:
    std::string version_;
};

/// Items with the given raw ids; one user.
Dataset dataset_of(const std::vector<std::string>& raw_ids, const std::filesystem::path& folder) {
    Dataset data;
    data.name = "made";
    data.items.resize(1);
    for (const auto& id : raw_ids) {
        data.items.emplace_back();
        data.items.back().raw_id = id;
        data.items.back().title = "Item " + id;
    }
    data.user_raw_ids = {"", "u"};
    data.train = {{}, {1}};
    data.validation = data.test = {0, 0};
    data.fingerprint = dataset_fingerprint(data);
    data.folder = folder;
    return data;
}

std::vector<float> rising(std::int64_t rows, std::int64_t columns) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < rows * columns; ++i) values.push_back(float(i + 1));
    return values;
}

}  // namespace

class TestFeatureStore : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_dir;
    std::filesystem::path folder() const { return made::path_of(*m_dir); }
    FeatureImport npy(std::int64_t rows, std::int64_t columns) const {
        write_npy(folder() / "given.npy", rows, columns, rising(rows, columns));
        return {folder() / "given.npy", "image", "given", {}};
    }

  private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void stored_once_and_read_again() {
        Dataset data = dataset_of({"a", "bb", "c"}, folder());
        data.items[3].title.clear();
        const Counting extractor;
        const StoredFeatures first = stored_features(data, extractor), second = stored_features(data, extractor);
        QCOMPARE(extractor.calls, 1);
        QVERIFY(!first.reused && second.reused);
        QVERIFY(first.notice.empty() && second.notice.empty());
        QCOMPARE(second.features.values, (std::vector<float>{0, 0, 6, 0, 7, 0, 0, 0}));
        QCOMPARE(second.features.present, (std::vector<std::uint8_t>{0, 1, 1, 0}));
        QCOMPARE(second.features.kind, std::string("text"));
        QCOMPARE(load_features(data, "counting").values, first.features.values);
        const auto list = list_features(folder(), data.fingerprint);
        QCOMPARE(list.size(), std::size_t{1});
        QVERIFY(list[0].usable);
        QCOMPARE(list[0].dim, std::int64_t{2});
        QCOMPARE(list[0].items_present, std::int64_t{2});
        QCOMPARE(list[0].kind, std::string("text"));
    }

    void what_makes_them_stale_data() {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("notice");
        for (const auto& [change, notice] : {std::pair{"version", "another version"},
                                             {"input", "texts have changed"},
                                             {"sequences", "other items or sequences"},
                                             {"cut", "cannot be used"},
                                             {"nan", "not finite"},
                                             {"ghost", "items that have none"},
                                             {"rubbish", "cannot be used"},
                                             {"shape", "types and shapes"}})
            QTest::newRow(change) << change << notice;
    }
    void what_makes_them_stale() {
        QFETCH(QString, change);
        QFETCH(QString, notice);
        Dataset data = dataset_of({"a", "b"}, folder());
        (void)stored_features(data, Counting());
        const auto path = features_path(folder(), "counting");
        const auto rewrite = [&](std::vector<float> values, std::vector<std::int64_t> shape) {
            const auto old = SafetensorsFile::read(path);
            SafetensorsWriter writer;
            writer.add_floats("features", std::move(shape), values);
            writer.add("present", DType::u8, {3}, old.bytes(old.info("present")));
            for (const auto& [key, value] : old.metadata()) writer.set_metadata(key, value);
            writer.write(path);
        };
        const Counting extractor(change == "version" ? "2" : "1");
        if (change == "input") data.items[1].title = "Another";
        if (change == "sequences") data.fingerprint = "other";
        if (change == "cut") made::write(path, made::read(path).substr(0, 60));
        if (change == "rubbish") made::write(path, "rubbish");
        if (change == "nan") rewrite({0, 0, std::nanf(""), 0, 1, 0}, {3, 2});
        if (change == "ghost") rewrite({0, 5, 1, 0, 1, 0}, {3, 2});
        if (change == "shape") rewrite({1, 2, 3, 4, 5, 6}, {6});
        const StoredFeatures again = stored_features(data, extractor);
        QCOMPARE(extractor.calls, 1);
        QVERIFY(!again.reused);
        QVERIFY2(QString::fromStdString(again.notice).contains(notice), again.notice.c_str());
        QVERIFY(stored_features(data, extractor).reused);
        QCOMPARE(extractor.calls, 1);
    }

    void loading_what_is_not_there() {
        const Dataset data = dataset_of({"a"}, folder());
        QVERIFY(made::error_of([&] {
                    (void)load_features(data, "clip");
                }).find("rerank features --dataset-code made") != std::string::npos);
        (void)stored_features(data, Counting());
        QVERIFY(made::error_of([&] { (void)load_features(data, "clip"); }).find("counting") != std::string::npos);
        QVERIFY(!made::error_of([&] { (void)load_features(data, "../counting"); }).empty());
        Dataset other = data;
        other.fingerprint = "other";
        QVERIFY(made::error_of([&] { (void)load_features(other, "counting"); }).find("other items") !=
                std::string::npos);
        QVERIFY(!list_features(folder(), "other").at(0).usable);
    }

    void nothing_is_stored_for_a_dataset_in_memory() {
        const Counting extractor;
        const auto stored = stored_features(dataset_of({"a"}, {}), extractor);
        QCOMPARE(extractor.calls, 1);
        QVERIFY(stored.path.empty());
        QCOMPARE(stored.features.count_present(), std::int64_t{1});
    }

    void preparing_again_keeps_them() {
        ImportRequest request;
        request.dataset_code = "sample";
        const auto info = prepare_dataset(request, folder(), {0, 1}).info;
        const auto& extractor = plain_extractors().get("tfidf-svd");
        QVERIFY(!stored_features(read_prepared(info.folder), extractor).reused);
        (void)prepare_dataset(request, folder(), {0, 1});
        QVERIFY(stored_features(read_prepared(info.folder), extractor).reused);
        std::filesystem::remove(info.folder / "dataset_single_export.csv");
        std::filesystem::remove(info.folder / "meta.json");
        (void)prepare_dataset(request, folder(), {0, 1});  // a folder that is not whole is made new
        QVERIFY(!stored_features(read_prepared(info.folder), extractor).reused);
    }

    void import_in_the_order_of_the_items() {
        const Dataset data = dataset_of({"B00A", "B00B", "B00C"}, folder());
        const auto imported = import_features(data, npy(3, 2));
        QCOMPARE(imported.features.values, (std::vector<float>{0, 0, 1, 2, 3, 4, 5, 6}));
        QCOMPARE(int(imported.order), int(RowOrder::item_ids));
        const auto loaded = load_features(data, "given");
        QCOMPARE(loaded.values, imported.features.values);
        QCOMPARE(loaded.kind, std::string("image"));
        QCOMPARE(list_features(folder(), data.fingerprint).at(0).source, std::string("given.npy"));
    }

    void import_by_raw_ids_from_zero() {
        // As MMRec numbers items, after a filter that dropped items 1 and 3.
        const auto imported = import_features(dataset_of({"0", "2", "4"}, folder()), npy(6, 1));
        QCOMPARE(imported.features.values, (std::vector<float>{0, 1, 3, 5}));
        QCOMPARE(int(imported.order), int(RowOrder::raw_ids));
        QCOMPARE(imported.rows_in_file, std::int64_t{6});
    }

    void import_with_a_list_of_ids() {
        auto request = npy(3, 1);
        request.row_ids = made::write(folder() / "ids.txt", "c\r\nx\r\na\r\n");
        const auto imported = import_features(dataset_of({"a", "b", "c"}, folder()), request);
        QCOMPARE(imported.features.values, (std::vector<float>{0, 3, 0, 1}));
        QCOMPARE(imported.features.present, (std::vector<std::uint8_t>{0, 1, 0, 1}));
        QCOMPARE(imported.items_without_row, std::int64_t{1});
    }

    void zero_rows_are_missing() {
        write_npy(folder() / "given.npy", 2, 2, std::vector<float>{0, 0, 0, 7});
        const auto imported =
            import_features(dataset_of({"a", "b"}, folder()), {folder() / "given.npy", "text", "given", {}});
        QCOMPARE(imported.zero_rows, std::int64_t{1});
        QCOMPARE(imported.features.present, (std::vector<std::uint8_t>{0, 0, 1}));
    }

    void imports_that_do_not_fit_data() {
        QTest::addColumn<QStringList>("raw_ids");
        QTest::addColumn<int>("rows");
        QTest::addColumn<QString>("says");
        // 1 .. 3 are rows 1 .. 3 or 0 .. 2: nobody knows.
        QTest::newRow("ids from one") << QStringList{"1", "2", "4"} << 5 << "3 rows were expected";
        QTest::newRow("too few") << QStringList{"a", "b", "c"} << 2 << "3 rows were expected";
        QTest::newRow("too many") << QStringList{"a", "b", "c"} << 4 << "has 4 rows";
        QTest::newRow("ids from zero, too few") << QStringList{"0", "9"} << 9 << "at least 10";
        QTest::newRow("one row") << QStringList{"a", "b"} << 1 << "has 1 row,";
    }
    void imports_that_do_not_fit() {
        QFETCH(QStringList, raw_ids);
        QFETCH(int, rows);
        QFETCH(QString, says);
        std::vector<std::string> ids;
        for (const auto& id : raw_ids) ids.push_back(id.toStdString());
        const auto request = npy(rows, 1);
        const auto error = made::error_of([&] { (void)import_features(dataset_of(ids, folder()), request); });
        QVERIFY2(QString::fromStdString(error).contains(says), error.c_str());
        QVERIFY2(error.find("--row-ids") != std::string::npos, error.c_str());
        QVERIFY(list_features(folder(), "").empty());
    }

    void wrong_requests_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("says");
        QTest::newRow("kind") << "kind"
                              << "--kind image or --kind text";
        QTest::newRow("name") << "name"
                              << "cannot name features";
        QTest::newRow("taken") << "taken"
                               << "belongs to an extractor";
        QTest::newRow("nan") << "nan"
                             << "Row 1 (from 0)";
        QTest::newRow("wide") << "wide"
                              << "At most 65536";
        QTest::newRow("zeros") << "zeros"
                               << "All rows";
        QTest::newRow("ids twice") << "ids twice"
                                   << "stands twice";
        QTest::newRow("ids short") << "ids short"
                                   << "names 1 row,";
        QTest::newRow("ids strange") << "ids strange"
                                     << "None of the ids";
        QTest::newRow("ids missing") << "ids missing"
                                     << "none.txt";
    }
    void wrong_requests() {
        QFETCH(QString, what);
        QFETCH(QString, says);
        auto request = npy(2, 1);
        if (what == "kind") request.kind = "sound";
        if (what == "name") request.name = "../x";
        if (what == "taken") request.name = "tfidf-svd";
        if (what == "nan")
            write_npy(request.file, 2, 1, std::vector<float>{1, std::numeric_limits<float>::infinity()});
        if (what == "wide") write_npy(request.file, 2, 65537, rising(2, 65537));
        if (what == "zeros") write_npy(request.file, 2, 1, std::vector<float>{0, 0});
        if (what == "ids twice") request.row_ids = made::write(folder() / "i.txt", "a\na\n");
        if (what == "ids short") request.row_ids = made::write(folder() / "i.txt", "a\n");
        if (what == "ids strange") request.row_ids = made::write(folder() / "i.txt", "x\ny\n");
        if (what == "ids missing") request.row_ids = folder() / "none.txt";
        const auto error = made::error_of([&] { (void)import_features(dataset_of({"a", "b"}, folder()), request); });
        QVERIFY2(QString::fromStdString(error).contains(says), error.c_str());
        QVERIFY(list_features(folder(), "").empty());
    }

    void export_and_import_are_inverse() {
        Dataset data = dataset_of({"a", "b", "c"}, folder());
        data.items[2].title.clear();
        const auto features = stored_features(data, Counting()).features;
        const auto ids = export_features(data, features, folder() / "out" / "mine.npy");
        QCOMPARE(ids.filename().string(), std::string("mine.ids.txt"));
        QCOMPARE(made::read(ids), std::string("a\nb\nc\n"));
        // In another dataset with other numbers for the same items.
        const auto there = folder() / "there";
        const Dataset other = dataset_of({"c", "a"}, there);
        const auto imported = import_features(other, {folder() / "out" / "mine.npy", "text", "mine", ids});
        QCOMPARE(imported.features.values, (std::vector<float>{0, 0, 6, 0, 6, 0}));
        QCOMPARE(imported.items_without_row, std::int64_t{0});
    }
};

QTEST_APPLESS_MAIN(TestFeatureStore)
#include "tst_feature_store.moc"
