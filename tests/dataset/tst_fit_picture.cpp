// Single picture files, ordinary, odd and hostile: what is read, what is refused, and as what it is counted.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "dataset/pictures/fit_picture.h"
#include "tests/dataset/made_pictures.h"

using namespace wb;

namespace {

FittedPicture fit(const std::string& file, const PictureLimits& limits = {}) {
    const auto header = read_picture_header(file);
    auto picture = judge_picture(header, file.size(), limits);
    return picture.outcome == PictureOutcome::ok ? fit_picture(file, header, limits) : picture;
}

cv::Mat pixels(const FittedPicture& picture) {
    return decode_picture(picture.bytes, cv::IMREAD_COLOR);
}

/// The colour at a place, as far as JPEG keeps it.
bool is_colour(const cv::Mat& image, int x, int y, int blue, int green, int red, int tolerance = 12) {
    const auto p = image.at<cv::Vec3b>(y, x);
    return std::abs(p[0] - blue) <= tolerance && std::abs(p[1] - green) <= tolerance &&
           std::abs(p[2] - red) <= tolerance;
}

std::string encode(const cv::Mat& image, const char* extension) {
    return encode_picture(image, extension);
}

}  // namespace

class TestFitPicture : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void outcomes_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<int>("outcome");
        QTest::addColumn<int>("traits");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* name, const std::string& file, PictureOutcome outcome, int traits = 0,
                            const char* why = "") {
            QTest::newRow(name) << QByteArray(file.data(), qsizetype(file.size())) << int(outcome) << traits
                                << QString(why);
        };
        using O = PictureOutcome;
        const auto photo = made::halves(92, 138);
        const auto jpeg = encode(photo, ".jpg"), png = encode(photo, ".png"), webp = encode(photo, ".webp"),
                   bmp = encode(photo, ".bmp");
        row("jpeg", jpeg, O::ok);
        row("png", png, O::ok);
        row("webp", webp, O::ok);
        row("bmp", bmp, O::ok);
        row("gif", made::plain_gif(), O::ok);
        row("made jpeg", made::plain_jpeg({.colour = {90, 128, 128}}), O::ok);
        row("large", encode(made::halves(1000, 700), ".jpg"), O::ok, picture_made_smaller);
        row("grey jpeg", made::plain_jpeg(), O::ok, picture_grey);
        row("grey png", encode(cv::Mat(10, 10, CV_8U, cv::Scalar(90)), ".png"), O::ok, picture_grey);
        row("cmyk jpeg", made::plain_jpeg({.colour = {255, 0, 0, 255}, .adobe = true}), O::ok, picture_cmyk);
        row("16-bit png", encode(cv::Mat(10, 10, CV_16UC3, cv::Scalar(257 * 200, 0, 0)), ".png"), O::ok,
            picture_sixteen_bit);
        row("16-bit grey png", encode(cv::Mat(10, 10, CV_16U, cv::Scalar(257 * 200)), ".png"), O::ok,
            picture_sixteen_bit | picture_grey);
        row("png with alpha", encode(cv::Mat(10, 10, CV_8UC4, cv::Scalar(0, 0, 255, 0)), ".png"), O::ok,
            picture_alpha);
        row("webp with alpha", encode(cv::Mat(10, 10, CV_8UC4, cv::Scalar(0, 0, 255, 128)), ".webp"), O::ok,
            picture_alpha);
        row("animated gif", made::plain_gif({.frames = 3}), O::ok, picture_animated);
        row("interlaced transparent gif", made::plain_gif({.transparent = true, .interlaced = true}), O::ok,
            picture_alpha);
        row("animated png", made::animated_png(png), O::ok, picture_animated);
        row("animated webp", made::animated_webp(webp, 0, 0, 92, 138, 92, 138), O::ok, picture_animated);
        row("orientation", made::with_orientation(jpeg, 6), O::ok, picture_turned);

        row("zero bytes", "", O::zero_bytes, 0, "The file is empty.");
        row("text", "This is no picture.\n", O::not_a_picture, 0, "It looks like text.");
        row("web page", "\n<!DOCTYPE html><html>404</html>", O::not_a_picture, 0,
            "It looks like a web page or other text.");
        row("unknown", std::string("\x01\x02\x03\x04\x05", 5), O::not_a_picture, 0, "something unknown");
        row("two bytes", "\xff\xd8", O::not_a_picture);
        row("tiff", std::string("II*\0\x08\0\0\0", 8), O::unsupported, 0, "TIFF");
        row("avif",
            std::string("\0\0\0\x1c"
                        "ftypavif",
                        12),
            O::unsupported, 0, "AVIF");
        row("12-bit jpeg", made::plain_jpeg({.precision = 12}), O::unsupported, 0, "12 bits");
        row("lossless jpeg", made::plain_jpeg({.frame = 0xc3}), O::unsupported, 0, "lossless");
        row("cut jpeg", jpeg.substr(0, jpeg.size() * 2 / 3), O::cut_short, 0, "The end of the JPEG file is missing.");
        row("jpeg cut in its header", jpeg.substr(0, 40), O::cut_short);
        row("cut png", png.substr(0, png.size() - 30), O::cut_short);
        row("cut webp", webp.substr(0, webp.size() - 30), O::cut_short);
        row("cut bmp", bmp.substr(0, bmp.size() / 2), O::cut_short);
        row("cut gif", made::plain_gif().substr(0, 420), O::cut_short);
        auto broken = png;
        broken[60] = char(broken[60] ^ 0x55);
        row("png with a wrong checksum", broken, O::damaged, 0, "not what was written");
        broken = jpeg;
        broken.erase(jpeg.size() - 200, 100);
        row("jpeg with a hole", broken, O::damaged, 0, "decoder");
        row("jpeg without pixels", std::string("\xff\xd8\xff\xd9", 4), O::damaged, 0, "before its first pixel");
        row("jpeg without a size", made::plain_jpeg({.width = 16, .height = 0}), O::damaged, 0,
            "no width or no height");
        row("jpeg of nonsense", "\xff\xd8\xff\xc0" + std::string(60, 'x'), O::cut_short);
        row("png without a header", "\x89PNG\r\n\x1a\n" + made::png_chunk("IDAT", "x"), O::damaged);
        row("gif of nonsense", "GIF89a" + made::le(9, 2) + made::le(9, 2) + std::string(100, 'x'), O::damaged);
        row("webp of nonsense", "RIFF" + made::le(24, 4) + "WEBPVP8 " + made::le(12, 4) + std::string(12, 'x'),
            O::damaged);

        row("jpeg bomb", made::plain_jpeg({.claimed_width = 60000, .claimed_height = 60000}), O::too_large, 0,
            "60000 x 60000");
        row("png bomb", made::claiming_png(60000, 60000), O::too_large, 0, "60000 x 60000");
        row("largest png", made::claiming_png(0xffffffffu, 0xffffffffu), O::too_large);
        row("gif bomb", made::plain_gif({.claimed_width = 65535, .claimed_height = 65535}), O::too_large);
        row("webp bomb", made::animated_webp(webp, 0, 0, 16000000, 16000000, 92, 138), O::too_large);
        row("bmp bomb", bmp.substr(0, 18) + made::le(60000, 4) + made::le(60000, 4) + bmp.substr(26), O::too_large);
        const auto passes = made::plain_jpeg({.claimed_width = 9000, .claimed_height = 9000, .frame = 0xc2});
        const auto scan = passes.substr(passes.find("\xff\xda"), passes.size() - 2 - passes.find("\xff\xda"));
        std::string many = passes.substr(0, passes.size() - 2);
        for (int i = 0; i < 300; ++i) many += scan;
        row("progressive jpeg of 300 passes", many + "\xff\xd9", O::too_large, 0, "passes");
    }
    void outcomes() {
        QFETCH(QByteArray, file);
        QFETCH(int, outcome);
        QFETCH(int, traits);
        QFETCH(QString, why);
        const auto picture = fit(file.toStdString());
        QVERIFY2(int(picture.outcome) == outcome,
                 (picture_outcome_name(picture.outcome) + ": " + picture.why).c_str());
        QVERIFY2(QString::fromStdString(picture.why).contains(why), picture.why.c_str());
        const bool ok = picture.outcome == PictureOutcome::ok;
        QCOMPARE(int(picture.traits), ok ? traits : 0);
        QCOMPARE(picture.why.empty(), ok);
        QCOMPARE(picture.bytes.empty(), !ok);
        if (!ok) return;
        const auto image = pixels(picture);
        QCOMPARE(image.cols, picture.width);
        QCOMPARE(image.rows, picture.height);
        QVERIFY(image.cols > 0 && image.cols <= 224 && image.rows <= 224);
    }

    void sizes_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("fitted_width");
        QTest::addColumn<int>("fitted_height");
        QTest::newRow("smaller stays") << 92 << 138 << 92 << 138;
        QTest::newRow("just fits") << 224 << 224 << 224 << 224;
        QTest::newRow("wide") << 1000 << 500 << 224 << 112;
        QTest::newRow("high") << 300 << 600 << 112 << 224;
        QTest::newRow("decoded at an eighth") << 4000 << 3000 << 224 << 168;
        QTest::newRow("a line") << 3000 << 1 << 224 << 1;
    }
    void sizes() {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, fitted_width);
        QFETCH(int, fitted_height);
        for (const char* extension : {".jpg", ".png", ".webp"}) {
            const auto picture = fit(encode(made::halves(width, height), extension));
            QCOMPARE(picture.width, fitted_width);
            QCOMPARE(picture.height, fitted_height);
            const auto image = pixels(picture);
            if (height < 20) continue;
            QVERIFY(is_colour(image, fitted_width / 4, fitted_height / 2, 0, 0, 200));
            QVERIFY(is_colour(image, fitted_width * 3 / 4, fitted_height / 2, 200, 0, 0));
        }
    }

    void colours() {
        QVERIFY(
            is_colour(pixels(fit(made::plain_jpeg({.colour = {255, 0, 0, 255}, .adobe = true}))), 5, 5, 0, 0, 255));
        QVERIFY(is_colour(pixels(fit(made::plain_jpeg({.colour = {77}}))), 5, 5, 77, 77, 77));
        const auto deep = cv::Mat(10, 10, CV_16UC3, cv::Scalar(257 * 200, 257 * 100, 257 * 3));
        QVERIFY(is_colour(pixels(fit(encode(deep, ".png"))), 5, 5, 200, 100, 3, 0));
        const auto glass = [](int alpha) { return cv::Mat(10, 10, CV_8UC4, cv::Scalar(0, 0, 255, alpha)); };
        QVERIFY(is_colour(pixels(fit(encode(glass(0), ".png"))), 5, 5, 255, 255, 255, 0));
        QVERIFY(is_colour(pixels(fit(encode(glass(255), ".png"))), 5, 5, 0, 0, 255, 0));
        QVERIFY(is_colour(pixels(fit(encode(glass(127), ".png"))), 5, 5, 128, 128, 255, 1));
        QVERIFY(is_colour(pixels(fit(encode(glass(127), ".webp"))), 5, 5, 128, 128, 255, 6));
    }

    void first_frame_of_a_gif() {
        for (const bool interlaced : {false, true}) {
            const auto image = pixels(fit(made::plain_gif({.frames = 2, .interlaced = interlaced})));
            QCOMPARE(image.size(), cv::Size(10, 6));
            for (int y = 0; y < 6; ++y) QVERIFY(is_colour(image, 3, y, 0, y % 2 ? 255 : 0, y % 2 ? 0 : 255, 0));
        }
        const auto image = pixels(fit(made::plain_gif({.transparent = true})));
        QVERIFY(is_colour(image, 3, 0, 0, 0, 255, 0));
        QVERIFY(is_colour(image, 3, 1, 255, 255, 255, 0));
        // A frame smaller than its canvas lies on white.
        const auto wide = pixels(fit(made::plain_gif({.claimed_width = 20, .claimed_height = 12})));
        QCOMPARE(wide.size(), cv::Size(20, 12));
        QVERIFY(is_colour(wide, 15, 10, 255, 255, 255, 0));
    }

    void first_frame_of_a_webp() {
        const auto still = encode(made::halves(40, 30), ".webp");
        const auto image = pixels(fit(made::animated_webp(still, 20, 10, 100, 80, 40, 30)));
        QCOMPARE(image.size(), cv::Size(100, 80));
        QVERIFY(is_colour(image, 5, 5, 255, 255, 255));
        QVERIFY(is_colour(image, 30, 20, 0, 0, 200, 20));
        QVERIFY(is_colour(image, 50, 20, 200, 0, 0, 20));
    }

    void orientation_data() {
        QTest::addColumn<int>("orientation");
        QTest::addColumn<int>("x");  // where the red corner of the camera's picture must come to lie
        QTest::addColumn<int>("y");
        const int left = 10, right = -10, top = 10, bottom = -10;
        QTest::newRow("1 as it is") << 1 << left << top;
        QTest::newRow("2 mirrored") << 2 << right << top;
        QTest::newRow("3 half a turn") << 3 << right << bottom;
        QTest::newRow("4 upside down") << 4 << left << bottom;
        QTest::newRow("5 transposed") << 5 << left << top;
        QTest::newRow("6 a quarter to the right") << 6 << right << top;
        QTest::newRow("7 transposed and turned") << 7 << right << bottom;
        QTest::newRow("8 a quarter to the left") << 8 << left << bottom;
    }
    void orientation() {
        QFETCH(int, orientation);
        QFETCH(int, x);
        QFETCH(int, y);
        cv::Mat image(80, 120, CV_8UC3, cv::Scalar::all(128));
        image(cv::Rect(0, 0, 30, 30)).setTo(cv::Scalar(0, 0, 200));
        const auto result = pixels(fit(made::with_orientation(encode(image, ".jpg"), orientation)));
        QCOMPARE(result.size(), orientation >= 5 ? cv::Size(80, 120) : cv::Size(120, 80));
        QVERIFY(is_colour(result, x > 0 ? x : result.cols + x, y > 0 ? y : result.rows + y, 0, 0, 200, 20));
    }

    void small_jpeg_is_kept_without_its_metadata() {
        const auto jpeg = encode(made::halves(92, 138), ".jpg");
        const auto comment = made::jpeg_segment(0xfe, std::string(5000, 'c'));
        const auto picture = fit(jpeg.substr(0, 2) + comment + jpeg.substr(2) + "behind the end");
        QCOMPARE(picture.bytes, jpeg);
    }

    void memory_is_known_before() {
        const PictureLimits limits;
        const auto of = [&](const std::string& file) { return decode_memory(read_picture_header(file), limits); };
        QVERIFY(of(made::claiming_png(1000, 1000)) >= 3'000'000);
        QVERIFY(of(made::claiming_png(1000, 1000)) < 20'000'000);
        // JPEG is decoded at an eighth, but a progressive one keeps all its coefficients.
        const auto baseline =
            of(made::plain_jpeg({.claimed_width = 8000, .claimed_height = 8000, .colour = {1, 1, 1}}));
        const auto progressive =
            of(made::plain_jpeg({.claimed_width = 8000, .claimed_height = 8000, .colour = {1, 1, 1}, .frame = 0xc2}));
        QVERIFY(baseline < 20'000'000);
        QVERIFY(progressive > 300'000'000);
    }

    /// Every prefix and every single changed byte of small files ends in an outcome.
    void any_damage_is_an_outcome() {
        const auto photo = made::halves(20, 14);
        for (const std::string& file :
             {encode(photo, ".jpg"), encode(photo, ".png"), encode(photo, ".webp"), encode(photo, ".bmp"),
              made::plain_gif({.frames = 2}), made::animated_webp(encode(photo, ".webp"), 0, 0, 20, 14, 20, 14)}) {
            for (std::size_t length = 0; length < file.size(); length += 1 + file.size() / 300)
                QVERIFY(fit(file.substr(0, length)).outcome != PictureOutcome::ok);
            for (std::size_t at = 0; at < file.size(); at += 1 + file.size() / 400)
                for (const int change : {0x01, 0x80, 0xff}) {
                    auto changed = file;
                    changed[at] = char(changed[at] ^ change);
                    const auto picture = fit(changed);
                    QVERIFY(picture.width <= 224 && picture.height <= 224);
                    QCOMPARE(picture.outcome == PictureOutcome::ok, picture.why.empty());
                }
        }
    }
};

QTEST_APPLESS_MAIN(TestFitPicture)
#include "tst_fit_picture.moc"
