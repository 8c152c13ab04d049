// Colours that follow the palette. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/colours.h"

#include <array>

namespace colours {

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightnessF() < palette.color(QPalette::WindowText).lightnessF();
}

QColor mix(const QColor& base, const QColor& over, double share) {
    const auto part = [share](double a, double b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(part(base.redF(), over.redF()), part(base.greenF(), over.greenF()),
                            part(base.blueF(), over.blueF()));
}

QColor mutedText(const QPalette& palette) {
    return mix(palette.color(QPalette::WindowText), palette.color(QPalette::Window), 0.32);
}

QColor error(const QPalette& palette) {
    return isDark(palette) ? QColor(0xff, 0x8a, 0x80) : QColor(0xb3, 0x26, 0x1e);
}

QColor warning(const QPalette& palette) {
    return isDark(palette) ? QColor(0xff, 0xc1, 0x4d) : QColor(0x8a, 0x55, 0x00);
}

QColor good(const QPalette& palette) {
    return isDark(palette) ? QColor(0x7f, 0xd0, 0x8f) : QColor(0x1b, 0x6e, 0x3c);
}

QColor series(int index, const QPalette& palette) {
    static const std::array<QColor, 7> light = {
        QColor(0x00, 0x72, 0xb2), QColor(0xd5, 0x5e, 0x00), QColor(0x00, 0x9e, 0x73), QColor(0xb0, 0x4f, 0x8c),
        QColor(0xa8, 0x7a, 0x00), QColor(0x2b, 0x8f, 0xc7), QColor(0x55, 0x55, 0x55)};
    static const std::array<QColor, 7> dark = {
        QColor(0x56, 0xb4, 0xe9), QColor(0xff, 0x8c, 0x42), QColor(0x3f, 0xd0, 0xa4), QColor(0xe0, 0x90, 0xc4),
        QColor(0xe6, 0xc2, 0x3c), QColor(0x8f, 0xc8, 0xff), QColor(0xbb, 0xbb, 0xbb)};
    const auto i = static_cast<std::size_t>(index < 0 ? 0 : index) % light.size();
    return isDark(palette) ? dark[i] : light[i];
}

QColor run(qint64 run, const QPalette& palette) {
    return series(static_cast<int>(run % 7), palette);
}

}  // namespace colours
