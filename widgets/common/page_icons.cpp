// Painted icons of the page list. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/page_icons.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace pageicons {

namespace {

/// On a field of 24 by 24.
void paint(QPainter& p, Shape shape, const QColor& ink) {
    QPen pen(ink, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    p.setPen(pen);
    p.setBrush(Qt::NoBrush);
    switch (shape) {
        case Shape::experiment: {  // a flask
            QPainterPath flask(QPointF(9.5, 3.5));
            flask.lineTo(9.5, 9);
            flask.lineTo(4.5, 18.5);
            flask.quadTo(4, 20.5, 6, 20.5);
            flask.lineTo(18, 20.5);
            flask.quadTo(20, 20.5, 19.5, 18.5);
            flask.lineTo(14.5, 9);
            flask.lineTo(14.5, 3.5);
            p.drawPath(flask);
            p.drawLine(QPointF(8, 3.5), QPointF(16, 3.5));
            p.drawLine(QPointF(7, 14.5), QPointF(17, 14.5));
            break;
        }
        case Shape::live: {  // a falling loss
            p.drawLine(QPointF(4, 4), QPointF(4, 20));
            p.drawLine(QPointF(4, 20), QPointF(20, 20));
            QPainterPath curve(QPointF(6.5, 6));
            curve.cubicTo(8.5, 16, 13, 15.5, 19.5, 16.5);
            p.drawPath(curve);
            break;
        }
        case Shape::inspector:  // a lens
            p.drawEllipse(QPointF(10.5, 10.5), 6, 6);
            p.drawLine(QPointF(15, 15), QPointF(20, 20));
            p.drawLine(QPointF(8.2, 12.5), QPointF(8.2, 10.5));
            p.drawLine(QPointF(10.5, 12.5), QPointF(10.5, 8));
            p.drawLine(QPointF(12.8, 12.5), QPointF(12.8, 11));
            break;
        case Shape::retrieval:  // pictures and the lines beside them
            for (const double top : {4.0, 10.0, 16.0}) {
                p.drawRoundedRect(QRectF(4, top, 4.5, 4.5), 1, 1);
                p.drawLine(QPointF(12, top + 2.25), QPointF(top < 5 ? 20.5 : 17.5, top + 2.25));
            }
            break;
        case Shape::diagnostics: {  // a pulse
            QPainterPath pulse(QPointF(3, 13));
            for (const QPointF point :
                 {QPointF(8, 13), QPointF(10.5, 6), QPointF(13.5, 18.5), QPointF(16, 13), QPointF(21, 13)})
                pulse.lineTo(point);
            p.drawPath(pulse);
            break;
        }
        case Shape::runs:  // a table
            p.drawRoundedRect(QRectF(3.5, 4.5, 17, 15), 2, 2);
            p.drawLine(QPointF(3.5, 9.5), QPointF(20.5, 9.5));
            p.drawLine(QPointF(3.5, 14.5), QPointF(20.5, 14.5));
            p.drawLine(QPointF(9, 9.5), QPointF(9, 19.5));
            break;
        case Shape::compare:  // two bars side by side, on one ground
            p.drawRoundedRect(QRectF(5, 9.5, 5, 10.5), 1, 1);
            p.drawRoundedRect(QRectF(14, 4.5, 5, 15.5), 1, 1);
            break;
        case Shape::data:  // a stack
            p.drawEllipse(QRectF(4.5, 3.5, 15, 5));
            p.drawArc(QRectF(4.5, 9, 15, 5), 180 * 16, 180 * 16);
            p.drawArc(QRectF(4.5, 15, 15, 5), 180 * 16, 180 * 16);
            p.drawLine(QPointF(4.5, 6), QPointF(4.5, 17.5));
            p.drawLine(QPointF(19.5, 6), QPointF(19.5, 17.5));
            break;
        case Shape::models:  // layers of a network
            for (const double x : {5.0, 12.0, 19.0})
                for (const double y : {6.0, 18.0}) p.drawEllipse(QPointF(x, y), 1.9, 1.9);
            for (const double from : {5.0, 12.0, 19.0}) p.drawLine(QPointF(from, 8.3), QPointF(from, 15.7));
            p.drawLine(QPointF(6.2, 7.8), QPointF(10.8, 16.2));
            p.drawLine(QPointF(17.8, 7.8), QPointF(13.2, 16.2));
            break;
    }
}

QPixmap pixmap(Shape shape, const QColor& ink, int size) {
    QPixmap map(size, size);
    map.fill(Qt::transparent);
    QPainter painter(&map);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(size / 24.0, size / 24.0);
    paint(painter, shape, ink);
    return map;
}

}  // namespace

QIcon icon(Shape shape, const QPalette& palette) {
    QIcon made;
    for (const int size : {24, 48}) {
        made.addPixmap(pixmap(shape, palette.color(QPalette::WindowText), size), QIcon::Normal);
        made.addPixmap(pixmap(shape, palette.color(QPalette::HighlightedText), size), QIcon::Selected);
    }
    return made;
}

QIcon program() {
    QIcon made;
    for (const int size : {32, 64, 128}) {
        QPixmap map(size, size);
        map.fill(Qt::transparent);
        QPainter p(&map);
        p.setRenderHint(QPainter::Antialiasing);
        p.scale(size / 32.0, size / 32.0);
        p.setPen(Qt::NoPen);
        p.setBrush(QColor(0x1f, 0x3a, 0x5f));
        p.drawRoundedRect(QRectF(1, 1, 30, 30), 6, 6);
        p.setBrush(QColor(0xff, 0xc1, 0x4d));
        p.drawRoundedRect(QRectF(6, 7, 20, 4.5), 2, 2);
        p.setBrush(QColor(0x9f, 0xc4, 0xe8));
        p.drawRoundedRect(QRectF(6, 14, 14, 4.5), 2, 2);
        p.drawRoundedRect(QRectF(6, 21, 9, 4.5), 2, 2);
        made.addPixmap(map);
    }
    return made;
}

}  // namespace pageicons
