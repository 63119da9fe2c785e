// A body coloured by the filling time, clearer where that is only expected and as ever where there is none.
uniform vec3 u_colour;          // linear
uniform vec2 u_alpha;           // facing, grazing

vec3 body_colour(vec3 electrode) {
    vec4 time = fill_time(electrode);
    vec3 linear = time.rgb * time.rgb * (0.305 * time.rgb + 0.695);     // of sRGB, within 1 %
    return mix(u_colour, 1.15 * linear, step(0.25, time.a));
}

vec2 body_alpha(vec3 electrode) {
    float known = fill_time(electrode).a;
    return known < 0.25 ? u_alpha : mix(vec2(0.45, 0.75), vec2(0.90, 0.96), 2.0 * known - 1.0);
}
