// Shades each pixel's nearest sphere, once. The cut shows a flat cap.
uniform mat4 u_projection;
uniform mat4 u_model_view;      // electrode (um) to eye space (m)
uniform mat3 u_to_electrode;    // eye space to electrode, rotation only
uniform float u_scale;          // metres per um of a radius
uniform vec4 u_cut;
uniform sampler2D u_ids;        // which sphere: bytes, lowest first; alpha 0 where there is none
uniform sampler2D u_spheres;    // centre and radius, um
uniform sampler2D u_albedo;     // linear; twice active material, plus 1 where a field may colour it
uniform vec2 u_table;           // size of these two in texels
uniform sampler2D u_occlusion;  // atlas of octahedral tiles
uniform vec2 u_atlas;           // its size in texels
uniform vec2 u_tile;            // texels along a tile's edge, tiles in a row
uniform sampler2D u_grain;      // octahedral map of bumpy normals
uniform float u_px;             // pixels per metre at one metre
uniform float u_plain;          // 1 where colour carries a scalar: less grain and gloss
varying vec3 v_ray;
varying vec2 v_at;

vec2 octahedral(vec3 n) {
    n /= abs(n.x) + abs(n.y) + abs(n.z);
    vec2 signs = vec2(n.x < 0.0 ? -1.0 : 1.0, n.y < 0.0 ? -1.0 : 1.0);
    vec2 uv = n.z < 0.0 ? (1.0 - abs(n.yx)) * signs : n.xy;
    return uv * 0.5 + 0.5;
}

// Column and row of an entry of a table so many entries wide.
vec2 cell(float id, float columns) {
    float row = floor((id + 0.5) / columns);
    return vec2(id - columns * row, row);
}

// A turn that differs from sphere to sphere: cosine and sine.
vec2 turn(float seed) {
    float cosine = 2.0 * fract(seed) - 1.0;
    return vec2(cosine, sqrt(1.0 - cosine * cosine));
}

void main() {
    vec4 told_id = texture2D(u_ids, v_at);
    if (told_id.a < 0.5) discard;
    float id = dot(floor(told_id.rgb * 255.0 + 0.5), vec3(1.0, 256.0, 65536.0));
    vec2 place = (cell(id, u_table.x) + 0.5) / u_table;
    vec4 sphere = texture2D(u_spheres, place);
    vec4 given = texture2D(u_albedo, place);
    vec3 centre = (u_model_view * vec4(sphere.xyz, 1.0)).xyz;
    float radius = sphere.w * u_scale;
    float is_active = step(1.5, given.a);
    given.a -= 2.0 * is_active;

    vec3 ray = normalize(v_ray);
    float along = dot(ray, centre);
    vec3 off = centre - along * ray;
    float square = max(radius * radius - dot(off, off), 0.0);
    float t = along - sqrt(square);
    vec3 p = ray * t;
    vec3 n = (p - centre) / radius;
    float bias = 0.0;
    bool cap = false;
#ifdef CUT
    float cut = dot(u_cut.xyz, p) + u_cut.w;
    if (cut > 0.0) {
        t -= cut / min(dot(u_cut.xyz, ray), -1e-9);
        p = ray * t;
        n = u_cut.xyz;
        cap = true;
        vec3 from_centre = p - centre;
        bias = 1e-3 * max(radius * radius - dot(from_centre, from_centre), 0.0) / radius;
    }
#endif
    gl_FragDepth = 0.5 - 0.5 * (u_projection[2][2] + u_projection[3][2] / (p.z - bias));

    vec4 told = tint(given, p, n, cap ? max(radius - length(p - centre), 1e-9) : 0.0);
    vec3 albedo = told.a > 0.25 ? light_of(told.rgb) : given.rgb;
#ifdef CUT
    if (cap) {
        vec3 from_centre = p - centre;
        float height = dot(from_centre, n);
        float disc = sqrt(max(radius * radius - height * height, 0.0));
        float inside = (disc - length(from_centre - height * n)) * u_px / t;
        float rim = 1.0 - smoothstep(0.7, 1.9, inside);
        vec3 lit = shade_cap(albedo, n, -ray);
        vec3 face = encode(mix(lit, lit * 0.30, 0.85 * rim));
        if (told.a > 0.25) face = told.rgb * (1.0 - 0.45 * rim);     // a field's very colour, as in the legend
        gl_FragColor = vec4(face, 1.0);
        return;
    }
#endif
    vec3 n_electrode = u_to_electrode * n;
    vec2 tile = cell(id, u_tile.y) * (u_tile.x + 2.0);
    float open = texture2D(u_occlusion, (tile + 1.0 + octahedral(n_electrode) * u_tile.x) / u_atlas).r;
    vec3 bumpy = n;
    float pit = 0.0;
#ifdef GRAIN
    float grain = mix(0.5, 0.55, is_active) * smoothstep(6.0, 22.0, radius * u_px / t) * (1.0 - 0.6 * u_plain);
    vec2 first = turn(id * 0.6180340), second = turn(id * 0.7548777);
    vec3 turned = n_electrode;
    turned.xy = mat2(first.x, first.y, -first.y, first.x) * turned.xy;
    turned.yz = mat2(second.x, second.y, -second.y, second.x) * turned.yz;
    vec4 texel = texture2D(u_grain, octahedral(turned));
    vec3 tilt = texel.rgb * 2.0 - 1.0;
    tilt.yz = mat2(second.x, -second.y, second.y, second.x) * tilt.yz;
    tilt.xy = mat2(first.x, -first.y, first.y, first.x) * tilt.xy;
    bumpy = normalize(n + grain * (tilt * u_to_electrode));
    pit = grain * (1.0 - texel.a);
#endif
    float gloss = mix(0.12, 0.8, is_active) * (1.0 - 0.7 * u_plain);
    vec3 lit = shade(albedo * (1.0 - 0.45 * pit), n, bumpy, -ray, open, gloss);
    lit += lamp(albedo * (1.0 - 0.45 * pit), p, bumpy, open);
    gl_FragColor = vec4(encode(fade(lit, p)), 1.0);
}
