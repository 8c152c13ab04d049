// Pictures of the sample catalogue. Layer: dataset.
// Everything is drawn on a canvas of 100 x 100 units at three times the size and then made smaller.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/sample_pictures.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "dataset/pictures/codecs.h"

namespace wb {
namespace {

constexpr int oversampling = 3;
constexpr int canvas = sample_picture_size * oversampling;

using Points = std::vector<cv::Point2d>;

cv::Scalar bgr(const SampleRgb& c) {
    return {double(c.blue), double(c.green), double(c.red)};
}

cv::Scalar mixed(const cv::Scalar& a, const cv::Scalar& b, double share_of_b) {
    return a * (1 - share_of_b) + b * share_of_b;
}

int pixels(double units) {
    return static_cast<int>(std::lround(units * canvas / 100.0));
}
cv::Point place(double x, double y) {
    return {pixels(x), pixels(y)};
}

/// Two masks: the body, which carries colour and pattern, and the hard parts, which are dark.
class Shape {
  public:
    cv::Mat body = cv::Mat::zeros(canvas, canvas, CV_8U), parts = body.clone();

    static void fill(cv::Mat& mask, const Points& corners) {
        std::vector<cv::Point> points;
        for (const auto& p : corners) points.push_back(place(p.x, p.y));
        cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{points}, cv::Scalar(255));
    }
    static void disc(cv::Mat& mask, double x, double y, double rx, double ry, int value = 255) {
        cv::ellipse(mask, place(x, y), cv::Size(pixels(rx), pixels(ry)), 0, 0, 360, cv::Scalar(value), cv::FILLED);
    }
    static void arc(cv::Mat& mask, double x, double y, double rx, double ry, double from, double to, double width) {
        cv::ellipse(mask, place(x, y), cv::Size(pixels(rx), pixels(ry)), 0, from, to, cv::Scalar(255), pixels(width));
    }
    static void bar(cv::Mat& mask, double x0, double y0, double x1, double y1, double width) {
        cv::line(mask, place(x0, y0), place(x1, y1), cv::Scalar(255), pixels(width));
    }
    static void box(cv::Mat& mask, double x0, double y0, double x1, double y1, double radius) {
        cv::rectangle(mask, place(x0 + radius, y0), place(x1 - radius, y1), cv::Scalar(255), cv::FILLED);
        cv::rectangle(mask, place(x0, y0 + radius), place(x1, y1 - radius), cv::Scalar(255), cv::FILLED);
        for (const double x : {x0 + radius, x1 - radius}) {
            for (const double y : {y0 + radius, y1 - radius}) disc(mask, x, y, radius, radius);
        }
    }
};

void mug(Shape& s) {
    Shape::arc(s.body, 66, 51, 14, 15, -100, 100, 6);
    Shape::box(s.body, 22, 26, 66, 80, 7);
    Shape::disc(s.parts, 44, 29, 19, 4);
}
void lamp(Shape& s) {
    Shape::fill(s.body, {{36, 16}, {64, 16}, {80, 54}, {20, 54}});
    Shape::bar(s.parts, 50, 54, 50, 82, 4);
    Shape::disc(s.parts, 50, 84, 17, 4.5);
}
void chair(Shape& s) {
    Shape::box(s.body, 27, 12, 73, 50, 7);
    Shape::fill(s.body, {{26, 54}, {74, 54}, {82, 66}, {18, 66}});
    Shape::bar(s.parts, 33, 48, 33, 56, 4);
    Shape::bar(s.parts, 67, 48, 67, 56, 4);
    Shape::bar(s.parts, 23, 67, 20, 90, 4.5);
    Shape::bar(s.parts, 77, 67, 80, 90, 4.5);
    Shape::bar(s.parts, 37, 67, 37, 84, 3.5);
    Shape::bar(s.parts, 63, 67, 63, 84, 3.5);
}
void kite(Shape& s) {
    Shape::fill(s.body, {{54, 8}, {82, 36}, {48, 74}, {22, 32}});
    Shape::arc(s.parts, 40, 79, 8, 6, -30, 90, 2);
    Shape::arc(s.parts, 40, 91, 8, 6, 160, 270, 2);
    Shape::fill(s.parts, {{42, 82}, {50, 79}, {50, 89}});
    Shape::fill(s.parts, {{33, 88}, {25, 83}, {25, 94}});
}
void boat(Shape& s) {
    Shape::fill(s.body, {{52, 12}, {84, 60}, {52, 60}});
    Shape::fill(s.body, {{44, 24}, {44, 60}, {20, 60}});
    Shape::bar(s.parts, 48, 10, 48, 66, 3);
    Shape::fill(s.body, {{12, 66}, {88, 66}, {74, 84}, {26, 84}});
    Shape::bar(s.parts, 12, 66, 88, 66, 3);
}
void umbrella(Shape& s) {
    cv::ellipse(s.body, place(50, 52), cv::Size(pixels(39), pixels(38)), 0, 180, 360, cv::Scalar(255), cv::FILLED);
    for (const double x : {24.0, 50.0, 76.0}) Shape::disc(s.body, x, 53, 13, 7, 0);
    Shape::bar(s.parts, 50, 8, 50, 15, 3);
    Shape::bar(s.parts, 50, 46, 50, 82, 3.5);
    Shape::arc(s.parts, 57, 82, 7, 8, 0, 180, 3.5);
}
void bag(Shape& s) {
    Shape::arc(s.parts, 50, 38, 17, 22, 180, 360, 4);
    Shape::fill(s.body, {{22, 36}, {78, 36}, {85, 86}, {15, 86}});
}
void hat(Shape& s) {
    Shape::disc(s.body, 50, 66, 43, 13);
    Shape::box(s.body, 28, 24, 72, 66, 14);
    Shape::disc(s.body, 50, 64, 22, 6);
    Shape::bar(s.parts, 28, 56, 72, 56, 6);
}
void vase(Shape& s) {
    Points outline;
    for (int i = 0; i <= 60; ++i) {
        const double t = i / 60.0;  // from the rim to the foot
        outline.emplace_back(
            50 + 9 + 17 * std::pow(std::sin(std::numbers::pi * std::pow(t, 1.15)), 2) * (1.2 - 0.3 * t), 26 + 62 * t);
    }
    for (int i = 60; i >= 0; --i)
        outline.emplace_back(100 - outline[static_cast<std::size_t>(i)].x, 26 + 62 * i / 60.0);
    Shape::fill(s.body, outline);
    Shape::disc(s.body, 50, 26, 14, 4);
    Shape::disc(s.parts, 50, 26, 10, 2.4);
    Shape::bar(s.parts, 49, 25, 43, 9, 1.6);
    Shape::bar(s.parts, 51, 25, 58, 7, 1.6);
    Shape::disc(s.parts, 43, 9, 4, 4);
    Shape::disc(s.parts, 58, 7, 4, 4);
}
void cushion(Shape& s) {
    Points outline;
    for (int i = 0; i < 240; ++i) {  // a superellipse that is drawn out at the corners
        const double angle = 2 * std::numbers::pi * i / 240;
        const double c = std::cos(angle), d = std::sin(angle);
        const double radius = 36 * (1 + 0.30 * std::pow(std::sin(2 * angle), 4)) /
                              std::pow(std::pow(std::abs(c), 6) + std::pow(std::abs(d), 6), 1.0 / 10);
        outline.emplace_back(50 + radius * c, 52 + radius * d * 0.92);
    }
    Shape::fill(s.body, outline);
    Shape::disc(s.parts, 50, 52, 3.5, 3.5);
}
void sock(Shape& s) {
    Shape::box(s.body, 40, 10, 66, 66, 3);
    Shape::box(s.body, 18, 60, 66, 86, 12);
    Shape::disc(s.body, 56, 72, 12, 13);
    Shape::bar(s.parts, 40, 14, 66, 14, 7);
}
void shirt(Shape& s) {
    Shape::fill(s.body,
                {{34, 16}, {66, 16}, {92, 34}, {80, 50}, {71, 44}, {71, 86}, {29, 86}, {29, 44}, {20, 50}, {8, 34}});
    Shape::disc(s.body, 50, 15, 12, 9, 0);
    Shape::arc(s.parts, 50, 15, 12, 9, 8, 172, 2.5);
}

constexpr std::array<void (*)(Shape&), sample_kinds> shapes{mug, lamp, chair, kite,    boat, umbrella,
                                                            bag, hat,  vase,  cushion, sock, shirt};

/// White where the second colour of the pattern goes.
cv::Mat pattern_mask(int pattern) {
    cv::Mat mask = cv::Mat::zeros(canvas, canvas, CV_8U);
    switch (pattern) {
        case 1:
            for (int x = -100; x < 200; x += 13) Shape::bar(mask, x, 0, x + 45, 100, 4.6);
            break;
        case 2:
            for (int row = 0; row < 10; ++row) {
                for (int column = 0; column < 10; ++column) {
                    Shape::disc(mask, 5 + 12 * column + (row % 2) * 6, 4 + 10.4 * row, 3.1, 3.1);
                }
            }
            break;
        case 3:
            for (int row = 0; row < 9; ++row) {
                for (int column = row % 2; column < 9; column += 2) {
                    Shape::box(mask, 2 + 11 * column, 2 + 11 * row, 13 + 11 * column, 13 + 11 * row, 0);
                }
            }
            break;
        case 4:
            for (int y = 0; y < 110; y += 14) {
                for (int x = 0; x < 100; x += 14) {
                    Shape::bar(mask, x, y, x + 7, y - 7, 3.4);
                    Shape::bar(mask, x + 7, y - 7, x + 14, y, 3.4);
                }
            }
            break;
        default:
            break;
    }
    return mask;
}

/// Light from the upper left: a gentle slope over the whole picture.
void shade(cv::Mat& picture, const cv::Mat& mask) {
    for (int y = 0; y < canvas; ++y) {
        auto* row = picture.ptr<cv::Vec3b>(y);
        const auto* inside = mask.ptr<std::uint8_t>(y);
        for (int x = 0; x < canvas; ++x) {
            if (inside[x] == 0) continue;
            const double light = 1.10 - 0.24 * (0.6 * x + 0.4 * y) / canvas;
            for (int c = 0; c < 3; ++c) row[x][c] = cv::saturate_cast<std::uint8_t>(row[x][c] * light);
        }
    }
}

/// In OpenCV's order of blue, green, red.
cv::Mat drawn(const SampleThing& thing) {
    const cv::Scalar colour = bgr(sample_colour(thing.colour)), ground = bgr(sample_background(thing.background));
    const cv::Scalar dark = mixed(colour, cv::Scalar(40, 36, 34), 0.8),
                     light = mixed(colour, cv::Scalar::all(255), 0.78);
    Shape shape;
    shapes.at(static_cast<std::size_t>(thing.kind))(shape);

    cv::Mat picture(canvas, canvas, CV_8UC3, ground);
    cv::ellipse(picture, place(50, 90), cv::Size(pixels(36), pixels(5)), 0, 0, 360, ground * 0.90, cv::FILLED);
    picture.setTo(colour, shape.body);
    cv::Mat second;
    cv::bitwise_and(pattern_mask(thing.pattern), shape.body, second);
    picture.setTo(light, second);
    shade(picture, shape.body);
    std::vector<std::vector<cv::Point>> outlines;
    cv::findContours(shape.body, outlines, cv::RETR_LIST, cv::CHAIN_APPROX_SIMPLE);
    cv::drawContours(picture, outlines, -1, mixed(colour, cv::Scalar::all(0), 0.35), pixels(1.1));
    picture.setTo(dark, shape.parts);

    cv::Mat small;
    cv::resize(picture, small, cv::Size(sample_picture_size, sample_picture_size), 0, 0, cv::INTER_AREA);
    return small;
}

}  // namespace

std::vector<std::uint8_t> sample_pixels(const SampleThing& thing) {
    cv::Mat picture;
    cv::cvtColor(drawn(thing), picture, cv::COLOR_BGR2RGB);
    return {picture.datastart, picture.dataend};
}

std::string draw_sample_thing(const SampleThing& thing) {
    return encode_picture(drawn(thing), ".png");
}

}  // namespace wb
